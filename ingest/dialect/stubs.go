package dialect

func readMonitor(r *Reader, x *record) answer  { return notMine }
func readInsights(r *Reader, x *record) answer { return notMine }
func readMobile(r *Reader, x *record) answer   { return notMine }
func readLegacy(r *Reader, x *record) answer   { return notMine }
