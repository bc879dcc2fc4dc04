package format

import "slices"

// table holds every format. Where two fit a source equally well the earlier one is taken.
var table = []Format{
	harArchive,
	sentryEvents,
	jsonDocument,
	twilioCLI,
	csvTable,
	dockerLines,
	criLines,
	composeLines,
	journaldLines,
	syslogLines,
	cloudWatch,
	googleCloud,
	datadog,
	cloudEvents,
	elastic,
	debuggerWebhook,
	chromiumLog,
	osLog,
	logcatLines,
	jsonLines,
	logfmtLines,
	accessLog,
	albLog,
	haproxyLog,
	envoyLog,
	morganDev,
	nginxError,
	zapDevelopment,
	winstonSimple,
	plainText,
	consoleText,
}

// Table lists the formats in the order in which they are asked.
func Table() []Format { return slices.Clone(table) }
