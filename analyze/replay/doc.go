// Package replay runs refresh schedules against the sessions that were recorded, and says what each of them would have
// done: how many tokens would have been refused because their time had run out, and for how many requests.
//
// What is kept as recorded: when sessions lived and slept, when they presented their token, when the token endpoint
// was down and how long it took, which host answered, what the hosts' clocks showed, which tokens were faulty.
// What is recomputed: requests, tokens, expiries, refusals, load. What is assumed stands in [Result].Assumptions.
//
// An example. A session got a token of one hour at 08:30:50 and asked again at 80 % of it, at 09:18:50, while the endpoint was
// down from 09:06 to 09:30; at 09:30:52 its token was refused. Under "80%" the simulated client asks in the same moment,
// gets the same failure and lapses as well. Under "80%,retry=5s..60s" it asks again until 09:30 and gets a token
// 50 seconds before the old one ends. Under "ttl-300s" it asks for the first time at 09:25:50, and lapses too.
//
// The order of work. [Run] sets the clocks (clocks.go), cuts the lines into sessions (story.go), puts their requests and
// refusals together (request.go, refusal.go), and learns from all of them how hosts mint (shift.go), what the validator
// forgives (validator.go), which schedule each session ran (infer.go), when machines slept and sessions ended (asleep.go,
// dark.go, ends.go), when the endpoint was down (outage.go) and how sessions register (grid.go). That is the world. It then checks that the
// recorded behaviour reproduces the recorded lapses (calibrate.go), and plays each schedule over every session: sim.go holds
// the order of events, client.go what a client does, look.go what the validator does, timer.go when timers fire,
// endpoint.go what a request gets. It does so for several draws of luck and for both ends of what is known only as an
// interval (measure.go), and adds up (outcome.go, bootstrap.go, sweep.go).
//
// The core has no goroutines, no clock and no global randomness: chance is a hash of the seed, the session and the
// millisecond (luck.go), so the same input gives the same bytes on any number of cores. Sessions do not touch each other, which is what
// makes a sweep of hundreds of schedules over thousands of sessions a matter of seconds.
package replay
