package format

import "slices"

// table holds every format. Where two fit a source equally well the earlier one is taken.
var table = []Format{
	jsonLines,
	logfmtLines,
	accessLog,
	morganDev,
	nginxError,
	zapDevelopment,
	winstonSimple,
	plainText,
	consoleText,
	jsonDocument,
}

// Table lists the formats in the order in which they are asked.
func Table() []Format { return slices.Clone(table) }
