package clickhouse

import (
	"context"

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

func (v *version) fields() []any {
	s := &v.source
	return []any{&s.Path, &v.number, &v.sha256, &s.Bytes, &s.Format, &s.Read, &s.Used, &s.Other, &s.Rejected, &s.Events, &s.Truncated,
		&v.texts, &v.counts, &v.files, &v.lines}
}

// PutSource implements store.Store. The events of the source are sent before it.
func (s *Store) PutSource(ctx context.Context, src incident.Source) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.flush(ctx); err != nil {
		return plain(s.address, err)
	}
	return plain(s.address, s.again(ctx, func() error { return s.putSource(ctx, src) }))
}

func (s *Store) putSource(ctx context.Context, src incident.Source) error {
	kept, err := s.sources(ctx, " WHERE path = "+literal(src.Path))
	if err != nil {
		return err
	}
	v := version{source: src, sha256: string(src.SHA256[:]), number: 1}
	if len(kept) > 0 {
		if kept[0].source.SHA256 == src.SHA256 {
			return nil
		}
		v.number = kept[0].number + 1
	}
	for _, r := range src.Reasons {
		v.texts = append(v.texts, r.Text)
		v.counts = append(v.counts, r.Count)
		v.files = append(v.files, r.First.File)
		v.lines = append(v.lines, r.First.Line)
	}
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO "+s.address.table("source")+" ("+sourceColumns+")")
	if err != nil {
		return err
	}
	defer batch.Close()
	if err := batch.Append(v.fields()...); err != nil {
		return err
	}
	return batch.Send()
}

// Sources implements store.Store.
func (s *Store) Sources(ctx context.Context) (all []incident.Source, err error) {
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
