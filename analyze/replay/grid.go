package replay

// findGrids will fit.
func (w *world) findGrids() {}
