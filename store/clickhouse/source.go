package clickhouse

import (
	"context"
	"strings"

	"lapse/analyze/incident"
)

const sourceColumns = "path, version, sha256, bytes, format, read, used, other, rejected, events, truncated, " +
	"reason_texts, reason_counts, reason_files, reason_lines"

// version is one row of table source.
type version struct {
	source incident.Source
	number uint64
	sha256 string
	texts  []string
	counts []int64
	files  []string
	lines  []int64
}

func newVersion(src incident.Source, number uint64) version {
	v := version{source: src, sha256: string(src.SHA256[:]), number: number}
	for _, r := range src.Reasons {
		v.texts = append(v.texts, r.Text)
		v.counts = append(v.counts, r.Count)
		v.files = append(v.files, r.First.File)
		v.lines = append(v.lines, r.First.Line)
	}
	return v
}

func (v *version) fields() []any {
	s := &v.source
	return []any{&s.Path, &v.number, &v.sha256, &s.Bytes, &s.Format, &s.Read, &s.Used, &s.Other, &s.Rejected, &s.Events, &s.Truncated,
		&v.texts, &v.counts, &v.files, &v.lines}
}

// insertSources sends what is new of some sources.
func (s *Store) insertSources(ctx context.Context, all []incident.Source) error {
	kept, err := s.versions(ctx, all)
	if err != nil {
		return err
	}
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO "+s.address.table("source")+" ("+sourceColumns+")")
	if err != nil {
		return err
	}
	defer batch.Abort()
	for _, src := range all {
		last, ok := kept[src.Path]
		if ok && last.source.SHA256 == src.SHA256 {
			continue
		}
		v := newVersion(src, last.number+1)
		kept[src.Path] = v
		if err := batch.Append(v.fields()...); err != nil {
			return err
		}
	}
	return batch.Send()
}

// versions finds what is kept of some sources.
func (s *Store) versions(ctx context.Context, of []incident.Source) (map[string]version, error) {
	var paths []string
	for _, src := range of {
		paths = append(paths, literal(src.Path))
	}
	kept, err := s.sources(ctx, " WHERE path IN ("+strings.Join(paths, ", ")+")")
	byPath := map[string]version{}
	for _, v := range kept {
		byPath[v.source.Path] = v
	}
	return byPath, err
}

// Sources implements store.Store.
func (s *Store) Sources(ctx context.Context) (all []incident.Source, err error) {
	if err := s.Flush(ctx); err != nil {
		return nil, err
	}
	var kept []version
	err = s.again(ctx, func() error {
		kept, err = s.sources(ctx, "")
		return err
	})
	for _, v := range kept {
		all = append(all, v.source)
	}
	return all, plain(s.address, err)
}

// sources reads the greatest version of each source, ordered by path. Two processes may have made one of the same number;
// then the hash decides, the same way each time.
func (s *Store) sources(ctx context.Context, where string) (all []version, err error) {
	rows, err := s.conn.Query(ctx, "SELECT "+sourceColumns+" FROM "+s.address.table("source")+where+
		" ORDER BY path, version DESC, sha256 LIMIT 1 BY path")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v version
		if err := rows.Scan(v.fields()...); err != nil {
			return nil, err
		}
		copy(v.source.SHA256[:], v.sha256)
		for i := range v.texts {
			first := incident.Pos{File: v.files[i], Line: v.lines[i]}
			v.source.Reasons = append(v.source.Reasons, incident.Reason{Text: v.texts[i], Count: v.counts[i], First: first})
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
