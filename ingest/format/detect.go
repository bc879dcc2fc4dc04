package format

import "bytes"

// acceptance is the claim from which a format may take a line of a source that is not its own.
const acceptance = 50

// Limits on what is looked at to recognise a source.
const (
	sniffLines = 256
	sniffWidth = 64 << 10 // bytes of one line; the parts of 16 KiB that docker makes of a long one are longer in JSON
)

// Detect recognises a source by its first bytes (some tens of kilobytes are enough) and gives a decoder for it; nil
// where nothing in them looks like a log.
func Detect(head []byte, o Options) *Decoder {
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	if f := detectDocument(head, o); f != nil {
		return newDecoder(f, o)
	}
	if f := detectLines(head, o); f != nil {
		return newDecoder(f, o)
	}
	return nil
}

// detectDocument finds the document format that fits the head best.
func detectDocument(head []byte, o Options) *Format {
	var best *Format
	score := acceptance - 1
	for i, f := range table {
		if f.Sniff == nil {
			continue
		}
		if s := f.Sniff(head); s > score {
			best, score = &table[i], s
		}
	}
	return best
}

// detectLines finds the line format with the highest claims over the first lines. Blank and indented lines have no say.
// One line in ten must be recognised, else the source is prose with a quoted log line in it.
func detectLines(head []byte, o Options) *Format {
	formats := lineFormats(o)
	sums, scores := make([]int, len(formats)), make([]int, len(formats))
	lines, known := 0, 0
	for _, line := range firstLines(head) {
		lines++
		best := 0
		for i, f := range formats {
			scores[i] = f.Claim(line)
			best = max(best, scores[i])
		}
		for i, f := range formats {
			if !f.General || scores[i] == best {
				sums[i] += scores[i]
			}
		}
		if best >= acceptance {
			known++
		}
	}
	if known == 0 || known*10 < lines {
		return nil
	}
	best := 0
	for i, sum := range sums {
		if sum > sums[best] {
			best = i
		}
	}
	return formats[best]
}

// firstLines are the lines of a head that can begin an entry. The last one is left out where it may be cut off.
func firstLines(head []byte) []string {
	var lines []string
	for len(head) > 0 && len(lines) < sniffLines {
		text, rest, whole := bytes.Cut(head, []byte("\n"))
		if !whole && len(lines) > 0 {
			break
		}
		head = rest
		text = bytes.TrimRight(text, "\r")
		if len(bytes.TrimSpace(text)) == 0 || indented(string(text[:1])) {
			continue
		}
		lines = append(lines, plain(valid(string(text[:min(len(text), sniffWidth)]))))
	}
	return lines
}

// lineFormats are the user's own formats and those of the table.
func lineFormats(o Options) []*Format {
	var formats []*Format
	for i := range o.Patterns {
		formats = append(formats, &o.Patterns[i])
	}
	for i := range table {
		if table[i].Line != nil {
			formats = append(formats, &table[i])
		}
	}
	return formats
}
