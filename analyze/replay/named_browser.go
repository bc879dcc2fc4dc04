package replay

import "lapse/analyze/incident"

// browserSchedules are what identity libraries for browsers and phones do.
func browserSchedules() []NamedSchedule {
	lazy := func(margin incident.Span) Schedule {
		return Schedule{Rule: BeforeEnd(margin), Trigger: Lazy}
	}
	return []NamedSchedule{
		named("firebase-js", Schedule{
			Rule:  BeforeEnd(5 * incident.Minute),
			Retry: Retry{Count: Unlimited, First: 30 * incident.Second, Cap: 960 * incident.Second}},
			"a timer 5 min before the end; network errors are retried after 30 s to 960 s",
			"npm @firebase/auth@1.13.6 dist/node/totp-*.js:1368-1418"),
		named("oidc-client-ts", Schedule{Rule: BeforeEnd(incident.Minute)},
			"an event 60 s before the end", "npm oidc-client-ts@3.5.0 :2458"),
		named("okta-auth-js", Schedule{Rule: BeforeEnd(30 * incident.Second)},
			"a timer 30 s before the end", "npm @okta/okta-auth-js@8.0.1 TokenManager.js:32"),
		named("auth0-spa", lazy(0),
			"when a call needs a token that is over", "npm @auth0/auth0-spa-js@2.28.3 cache-manager.ts:15"),
		named("keycloak-js", lazy(5*incident.Second),
			"when a call needs a token in its last 5 s", "npm keycloak-js@26.2.4 lib/keycloak.js:1430-1474,1569"),
		named("appauth", lazy(incident.Minute),
			"when a call needs a token in its last 60 s", "AppAuth-iOS OIDAuthState.m:60; AppAuth-Android AuthState.java:49,360"),
		named("appauth-js", lazy(10*incident.Minute),
			"when a call needs a token in its last 10 min", "npm @openid/appauth@1.4.0 src/token_response.ts:53,98-101"),
	}
}
