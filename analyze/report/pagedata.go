package report

// pageData is what the page's scripts draw. Times are milliseconds of UTC after T0; keys are short because there are many.
type pageData struct {
	T0       int64           `json:"t0"` // milliseconds since 1970
	From     int64           `json:"from"`
	To       int64           `json:"to"`
	Causes   []pageCause     `json:"causes"`
	Files    []string        `json:"files"`
	Hosts    []string        `json:"hosts"`
	Kinds    []string        `json:"kinds"` // words, by incident.Kind
	Lanes    []pageLane      `json:"lanes"`
	Left     int             `json:"left"` // sessions without rejections that did not fit
	Verdicts []pageVerdict   `json:"verdicts"`
	Endpoint *pageEndpoint   `json:"endpoint"`
	Spans    [5]string       `json:"spans"`
	Table    map[string]int8 `json:"kind"` // numbers of the kinds that the scripts know by name
}

// pageCause is one cause with sub-cause, in the order of Model.Causes.
type pageCause struct {
	Cause string `json:"cause"`
	Sub   string `json:"sub"`
	Rank  int    `json:"rank"` // place of the cause in the contract's table: picks colour, pattern and symbol
}

type pageLane struct {
	Identity string     `json:"i"`
	Session  string     `json:"s"`
	Bars     [][6]int64 `json:"b,omitempty"` // from, to, expiry, host, applied (0 or 1), expiry known (0 or 1)
	Spans    [][3]int64 `json:"p,omitempty"` // kind, from, to
	Marks    [][6]int64 `json:"m,omitempty"` // time, kind, file, line, code or status, logged − drawn
	Verdicts []int      `json:"v,omitempty"`
}

// pageVerdict is a verdict of the list. Repeats leave out the evidence and name their first instead.
type pageVerdict struct {
	At         int64          `json:"t"`
	Logged     string         `json:"l"`
	Event      string         `json:"id"`
	Cause      int            `json:"c"`
	Certainty  string         `json:"y"`
	Code       int32          `json:"n"`
	File       int            `json:"f"`
	Line       int64          `json:"r"`
	Identity   string         `json:"i,omitempty"`
	Session    string         `json:"s,omitempty"`
	Call       string         `json:"call,omitempty"`
	Host       string         `json:"h,omitempty"`
	SDK        string         `json:"sdk,omitempty"`
	Margin     *seconds       `json:"m,omitempty"`
	Flip       string         `json:"flip,omitempty"`
	Token      *tokenJSON     `json:"token,omitempty"`
	MatchedBy  string         `json:"by,omitempty"`
	Candidates int            `json:"k,omitempty"`
	First      int            `json:"first"` // see firsts
	Evidence   []pageEvidence `json:"ev,omitempty"`
	RuledOut   []ruledOutJSON `json:"no,omitempty"`
	Also       []string       `json:"also,omitempty"`
}

type pageEvidence struct {
	Kind string   `json:"k"`
	Text string   `json:"x"`
	At   []string `json:"at,omitempty"` // file:line
}

// pageEndpoint has one number for each step; latencies in milliseconds, -1 where none is known.
type pageEndpoint struct {
	Source   string  `json:"source"`
	From     int64   `json:"from"`
	Step     int64   `json:"step"`
	Requests []int   `json:"requests"`
	Errors   []int   `json:"errors"`
	Median   []int64 `json:"median"`
	High     []int64 `json:"high"`
}
