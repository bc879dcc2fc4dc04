package source

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
)

func benchmarkWalk(b *testing.B, stored string, size int) {
	b.SetBytes(int64(size))
	buf := make([]byte, 0, DefaultLimits().Chunk)
	for b.Loop() {
		f := &File{Path: "-", stream: bufio.NewReaderSize(strings.NewReader(stored), HeadSize)}
		_, err := f.Walk(context.Background(), Options{Limits: DefaultLimits()}, func(t *Text) error {
			for {
				if _, err := t.Next(buf); err == io.EOF {
					return nil
				}
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPlain and BenchmarkGzip measure the reading of a text: decompression, hash, cutting into chunks.
func BenchmarkPlain(b *testing.B) {
	text := randomish(8 << 20)
	benchmarkWalk(b, text, len(text))
}

func BenchmarkGzip(b *testing.B) {
	text := randomish(8 << 20)
	benchmarkWalk(b, gz(b, text), len(text))
}

// randomish is text that compresses about as well as a log does.
func randomish(size int) string {
	var out bytes.Buffer
	for x := uint64(1); out.Len() < size; x = x*6364136223846793005 + 1442695040888963407 {
		out.WriteString(`{"level":30,"time":17820`)
		for shift := range 12 {
			out.WriteByte('a' + byte(x>>(shift*5))&15)
		}
		out.WriteString(`,"msg":"access token issued"}` + "\n")
	}
	return out.String()
}
