package report

import (
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// folder is what the paths of all sources begin with, up to a slash: a table that names it once need not repeat it.
func (m *Model) folder() string {
	if len(m.Sources) == 0 {
		return ""
	}
	common := m.Sources[0].Path
	for _, s := range m.Sources[1:] {
		for !strings.HasPrefix(s.Path, common) {
			common = common[:len(common)-1]
		}
	}
	return common[:strings.LastIndexByte(common, '/')+1]
}

// inFolder are positions as seen from the folder of all sources.
func (m *Model) inFolder(at []incident.Pos) []incident.Pos {
	folder := m.folder()
	at = slices.Clone(at)
	for i := range at {
		at[i].File = strings.TrimPrefix(at[i].File, folder)
	}
	return at
}
