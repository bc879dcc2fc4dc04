package replay

import "lapse/analyze/incident"

// cloudSchedules are what the SDKs of cloud providers do: all of them look only when a call needs the token.
func cloudSchedules() []NamedSchedule {
	lazy := func(r Rule) Schedule { return Schedule{Rule: r, Trigger: Lazy} }
	return []NamedSchedule{
		named("botocore", lazy(BeforeEnd(15*incident.Minute)),
			"when a call needs a token in its last 15 min (after 10 min the call waits for it)",
			"boto/botocore botocore/credentials.py:80-81,570-640"),
		named("aws-js-v3", lazy(BeforeEnd(5*incident.Minute)),
			"when a call needs a token in its last 5 min", "npm @smithy/core@3.41.0 EXPIRATION_MS"),
		named("aws-java-v2-sts", lazy(Margins{2 * incident.Minute, 5 * incident.Minute}),
			"when a call needs a token in its last 2 to 5 min, drawn evenly",
			"aws-sdk-java-v2 services/sts StsCredentialsProvider.java, utils CachedSupplier.java"),
		named("google-go", lazy(BeforeEnd(225*incident.Second)),
			"when a call needs a token in its last 225 s", "cloud.google.com/go/auth@v0.24.3 auth.go:47-49,307-388"),
		named("golang-oauth2", lazy(BeforeEnd(10*incident.Second)),
			"when a call needs a token in its last 10 s", "golang.org/x/oauth2@v0.37.0 token.go:22,143-147"),
		named("msal", lazy(BeforeEnd(300*incident.Second)),
			"when a call needs a token in its last 300 s", "npm @azure/msal-common@16.16.1 Constants.mjs:297"),
		named("ghinstallation", lazy(BeforeEnd(incident.Minute)),
			"when a call needs a token in its last 60 s", "ghinstallation/v2@v2.19.0 transport.go:147"),
	}
}
