package replay

import "lapse/analyze/incident"

// serverSchedules are what long-running services do with certificates and service tokens.
func serverSchedules() []NamedSchedule {
	timer := func(r Rule) Schedule { return Schedule{Rule: r} }
	poll := func(r Rule, every incident.Span) Schedule {
		return Schedule{Rule: r, Trigger: Poll, Poll: every}
	}
	return []NamedSchedule{
		named("k8s-kubelet", Schedule{
			Rule: Earliest{Percent(80), Age(incident.Day)}, Jitter: 10 * incident.Second, Trigger: Poll, Poll: 5 * incident.Second},
			"at 80 % of the lifetime or after 24 h, up to 10 s earlier; looked at every few seconds, so a failure is tried again",
			"k8s.io/kubernetes@v1.37.2 pkg/kubelet/token/token_manager.go:40-42,174-195"),
		named("k8s-client-go", Schedule{Rule: Age(50 * incident.Second), Trigger: Lazy},
			"when a call needs a token that was read 50 s ago", "k8s.io/client-go@v0.37.2 transport/token_source.go:72-79,169-176"),
		named("k8s-kubelet-cert", timer(Between{Percent(70), Percent(90)}),
			"at 70 to 90 % of the lifetime, drawn evenly", "k8s.io/client-go util/certificate/certificate_manager.go:722-737"),
		named("vault-lifetime", Schedule{Rule: Between{Percent(70), Percent(73.3)},
			Retry: Retry{Count: Unlimited, First: 10 * incident.Second, Cap: 5 * incident.Minute}},
			"at 70 to 73.3 % of the lifetime; failures are tried again after 10 s to 5 min",
			"hashicorp/vault/api@v1.23.0 lifetime_watcher.go:251,318-322,376-425"),
		named("consul-template-renew", timer(Between{Percent(16.7), Percent(33.3)}),
			"at 16.7 to 33.3 % of the lifetime, drawn evenly", "consul-template@v0.41.1 dependency/vault_common.go:163-169"),
		named("consul-template-nonrenew", timer(Between{Percent(85), Percent(95)}),
			"at 85 to 95 % of the lifetime, drawn evenly", "consul-template@v0.41.1 dependency/vault_common.go:177-186"),
		named("spire-jwt", Schedule{Rule: Between{Percent(45), Percent(55)}, Trigger: Lazy},
			"when a call needs a token past 45 to 55 % of its lifetime", "spiffe/spire@ef8527e pkg/common/rotationutil/rotationutil.go:67-131"),
		named("cert-manager", timer(Percent(66.6667)),
			"at two thirds of the lifetime", "cert-manager@v1.21.2 pkg/util/pki/renewaltime.go:63-64,115-142"),
		named("certmagic", poll(Percent(66.6667), 10*incident.Minute),
			"past two thirds of the lifetime, looked at every 10 min", "certmagic@v0.25.6 maintain.go:1009-1015, certificates.go:217-228"),
		named("step-ca-renew", timer(Between{Percent(61.6667), Percent(66.6667)}),
			"a third before the end, up to a twentieth earlier", "smallstep/cli command/ca/renew.go:363-380"),
	}
}
