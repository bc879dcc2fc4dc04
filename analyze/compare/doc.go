// Package compare puts two runs side by side, so that a build can fail for what got worse and for nothing else.
//
// A finding is known by its cause, its sub-cause, the SDK version and the token host: not by lines, which move from run to
// run. It is counted in sessions that were hit, and its rate is per session that could have been hit, so a run of twice
// the length is no worse. Two rates differ only where an exact interval of their ratio says so.
//
// An example. The baseline has 12 of 400 sessions with missed_refresh/suspended, this run has 19 of 420. The ratio is
// 1.5, but its 99 % interval reaches from 0.6 to 4.1: the same. A cause that the baseline does not have at all is new when its
// sessions are too many for chance: 7 of them where chance could bring it (a sleeping laptop), 3 where only a fault can
// (a wrong iss).
package compare
