// Package world makes incidents whose truth is known. It is used by tests and benchmarks only.
//
// A world is a small simulation: token hosts and a balancer with clocks that may be wrong, client sessions that fetch,
// apply, keep or lose tokens, and one validator on true UTC. Running it gives facts in true time; three views are cut from
// the same facts:
//
//	w := world.Generate("skew_behind", 7, 40)
//	w.Files()      // the logs that the people of such a system would have, as text
//	w.Timelines()  // the same lines as incident events, without any text in between (fast)
//	w.Truth()      // why each rejection happened, by counterfactual: what if the clock had been right?
//
// [World.ReplayTruth] runs the same world again under other refresh schedules. Everything follows from the kind, the seed
// and the size: no wall clock, no global randomness, and every draw names itself (see luck), so that two runs which differ
// in one schedule share all other luck.
//
// The rules of the truth are those of docs/method.md: expired (T ≥ exp + leeway), really elapsed (T ≥ minted + lifetime +
// leeway, minted in true time), skew where only the first holds, and a missed refresh only for sessions that had a refresh
// cycle. Margins say how far a case lies from the nearest boundary; cases below two seconds are nobody's to judge.
package world
