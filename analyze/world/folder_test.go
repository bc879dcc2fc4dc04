package world_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"lapse/analyze/incident"
	"lapse/analyze/world"
)

// TestWriteWorlds writes folders of logs with their truth, for scoring and for a look by eye:
//
//	LAPSE_WORLD_OUT=DIR go test ./analyze/world -run TestWriteWorlds
//
// LAPSE_WORLD_KINDS narrows the kinds (comma separated), LAPSE_WORLD_SEEDS and LAPSE_WORLD_SIZE change how many seeds
// there are of each and how many sessions a world has.
func TestWriteWorlds(t *testing.T) {
	dir := os.Getenv("LAPSE_WORLD_OUT")
	if dir == "" {
		dir = t.TempDir()
		t.Setenv("LAPSE_WORLD_KINDS", "mixed,not_applied,alerts")
		t.Setenv("LAPSE_WORLD_SIZE", "12")
		t.Setenv("LAPSE_WORLD_SEEDS", "1")
	}
	seeds, size := number("LAPSE_WORLD_SEEDS", 3), number("LAPSE_WORLD_SIZE", 120)
	for _, k := range world.Kinds() {
		if !wanted(k.Name) {
			continue
		}
		for seed := 1; seed <= seeds; seed++ {
			w := world.Generate(k.Name, uint64(seed), size)
			folder := filepath.Join(dir, fmt.Sprintf("%s-%d", k.Name, seed))
			if err := writeFolder(folder, w, k); err != nil {
				t.Fatal(err)
			}
			checkFolder(t, folder, w)
		}
	}
}

func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

func wanted(kind string) bool {
	list := os.Getenv("LAPSE_WORLD_KINDS")
	return list == "" || strings.Contains(","+list+",", ","+kind+",")
}

func writeFolder(dir string, w *world.World, k world.Kind) error {
	logs := filepath.Join(dir, "logs")
	if err := os.RemoveAll(logs); err != nil {
		return err
	}
	for _, f := range w.Files() {
		name, data := f.Name, f.Data
		if w.Config.Logs.Gzip && strings.HasPrefix(name, "token-server") {
			name, data = name+".gz", zipped(data)
		}
		if err := save(filepath.Join(logs, name), data); err != nil {
			return err
		}
	}
	if err := save(filepath.Join(dir, "truth.jsonl"), truthLines(w)); err != nil {
		return err
	}
	if err := save(filepath.Join(dir, "about.json"), about(w, k)); err != nil {
		return err
	}
	rows, err := w.ReplayTruth(world.Schedules(), 8)
	if err != nil {
		return err
	}
	return save(filepath.Join(dir, "replay_truth.json"), replayTruth(rows))
}

func save(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

func zipped(data []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(data) // a bytes.Buffer takes everything
	z.Close()
	return out.Bytes()
}

// truthLines are in the layout that score programs of such folders read.
func truthLines(w *world.World) []byte {
	var out bytes.Buffer
	for _, t := range w.Truth() {
		row := map[string]any{
			"t": float64(t.At) / float64(incident.Second), "identity": t.Identity, "device": t.Device,
			"cause": t.Cause, "sub": t.Sub, "fp": t.Fingerprint.Hex(), "jti": t.JTI, "exp": t.Exp,
			"margin": math.Round(t.Margin*100) / 100, "file": t.Pos.File, "line": t.Pos.Line,
		}
		text, err := json.Marshal(row)
		if err != nil {
			panic(err)
		}
		out.Write(append(text, '\n'))
	}
	return out.Bytes()
}

func about(w *world.World, k world.Kind) []byte {
	text, err := json.MarshalIndent(map[string]any{
		"title": w.Config.Title, "story": k.Story, "errors": len(w.Truth()),
		"expect": map[string]any{
			"expected_iss": []string{w.Key}, "account": []string{w.Account}, "secrets": map[string]string{w.Key: w.Secret},
		},
	}, "", " ")
	if err != nil {
		panic(err)
	}
	return text
}

func replayTruth(rows []world.Replay) []byte {
	out := map[string]map[string]float64{}
	for _, r := range rows {
		row := map[string]float64{
			"sessions": float64(r.Sessions), "sessions_affected": math.Round(r.Affected),
			"lapses": math.Round(r.Lapses), "requests": math.Round(r.Requests),
		}
		if r.Schedule != "recorded" {
			row["lapses_sd"], row["requests_sd"] = math.Round(r.LapsesSD*100)/100, math.Round(r.RequestsSD*100)/100
		}
		out[r.Schedule] = row
	}
	text, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		panic(err)
	}
	return text
}

// checkFolder reads back the lines that the truth names: each must be an error.
func checkFolder(t *testing.T, dir string, w *world.World) {
	t.Helper()
	lines := map[string][][]byte{}
	for _, f := range w.Files() {
		lines[f.Name] = bytes.Split(f.Data, []byte("\n"))
	}
	for _, row := range w.Truth() {
		text := string(lines[row.Pos.File][row.Pos.Line-1])
		said := func(mark string) bool { return strings.Contains(text, mark) }
		if !said(`"event": "error"`) && !said("Received error:") && !said(`"error_code"`) {
			t.Fatalf("%s: %v is no error: %s", dir, row.Pos, text)
		}
	}
}
