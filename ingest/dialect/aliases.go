package dialect

import "strings"

// target is what a field means to lapse. Its names in aliasTable are also what a mapping in lapse.yaml may name.
type target uint8

const (
	noTarget target = iota
	identityField
	sessionField
	tokenField
	sumField
	jtiField
	issField
	subField
	iatField
	nbfField
	expField
	ttlField
	statusField
	latencyField
	hostField
	upstreamField
	callField
	sdkField
	appField
	eventField
	codeField
	wireCodeField
	messageField
	wireMessageField
	nameField
	descriptionField
	explanationField
	methodField
	pathField
	timeField
	targets // how many there are
)

// aliasTable is the one list of the names under which people log what lapse needs. Names are compared in lower case
// without "_", "-" and "@" (so token_sha256, tokenSha256 and TokenSHA256 are one), nested names are joined with dots,
// and containers that say nothing (see neutral) are left out: "data.user.id" is found as "user.id". Where one line has
// several, the first in the list counts.
var aliasTable = [targets]struct {
	name  string
	names string
}{
	identityField: {"identity", `identity clientidentity useridentity twilioidentity twilioclientidentity grants.identity
		token.identity token.grants.identity identity.name clientname user.identity user.id user.name user userid
		username useremail user.email uid agent agentid agentname worker workername workerid operator seat sdkedge.metadata.clientname clientedge.metadata.clientname`},
	sessionField: {"session", `tab tabid tab.id deviceid device device.id deviceuuid sessionid session session.id
		clientid client.id installationid instanceid browserid endpointid connectionid`},
	tokenField: {"token", `token jwt accesstoken twilioaccesstoken twiliotoken voicetoken voiceaccesstoken capabilitytoken
		token.jwt token.token token.value token.raw token.accesstoken`},
	sumField: {"fingerprint", `tokensha256 tokensha tokenhash tokenfingerprint tokenfp tokendigest tokensum jwtsha256 jwthash
		accesstokensha256 accesstokenhash token.sha256 token.hash token.fingerprint token.fp fingerprint sha256`},
	jtiField: {"jti", `jti tokenjti token.jti jwtid jwtjti tokenid token.id accesstokenjti`},
	issField: {"iss", `iss tokeniss token.iss issuer tokenissuer token.issuer`},
	subField: {"sub", `sub tokensub token.sub tokensubject`},
	iatField: {"iat", `iat tokeniat token.iat issuedat tokenissuedat token.issuedat`},
	nbfField: {"nbf", `nbf tokennbf token.nbf notbefore tokennotbefore token.notbefore`},
	expField: {"exp", `exp tokenexp token.exp expiresat tokenexpiresat token.expiresat tokenexpiry token.expiry
		tokenexpires tokenexpiration expiry expires expiration expiretime validuntil tokenvaliduntil`},
	ttlField: {"ttl", `tokenttl token.ttl ttl tokenttlseconds ttlseconds ttlsec remainingttl expiresin token.expiresin
		tokenttlms ttlms`},
	statusField: {"status", `statuscode httpstatus httpstatuscode status responsestatus responsestatuscode
		error.statuscode error.status`},
	latencyField: {"latency", `responsetime responsetimems durationms latencyms elapsedms tookms requesttime rt duration
		elapsed latency took timems requestduration requestdurationms durationseconds latencyseconds durationns elapsedns
		latencyns durationus latencyus upstreamresponsetime urt`},
	hostField: {"host", `hostname host server serverhost pod podname node nodename instance machine
		kubernetes.podname kubernetes.pod.name kubernetes.host k8s.podname k8s.pod.name host.name resource.host.name`},
	upstreamField: {"upstream", `upstream upstreamname upstreamhost backend backendname backendserver upstreamserver
		origin upstreamaddr`},
	callField: {"call_sid", `callsid call.sid call.callsid callparams.callsid call.parameters.callsid tempcallsid callid call.id
		resourcesid`},
	sdkField:   {"sdk", `sdk sdkversion sdk.version twiliosdk voicesdk sdkname sdk.name browserinfo.v`},
	appField:   {"app", `app appversion release app.version build buildversion appbuild clientversion`},
	eventField: {"event", `event ev eventname event.name eventtype event.type action activity evt kind name type`},
	codeField: {"code", `error.code errorcode errcode code error.errorcode error.error.code twiliocode twilioerrorcode
		error.twiliocode error.errcode voiceerrorcode`},
	wireCodeField: {"wire_code", `error.originalerror.code originalerror.code wirecode error.wirecode
		error.error.originalerror.code originalcode originalerrorcode`},
	messageField: {"message", `error.message errormessage errmsg error.error.message error err exception errordescription reason
		message msg text description`},
	wireMessageField: {"wire_message", `error.originalerror.message originalerror.message wiremessage originalmessage
		error.error.originalerror.message originalerrormessage`},
	nameField:        {"error_name", `error.name errorname error.error.name error.type exceptionname`},
	descriptionField: {"error_description", `error.description error.error.description`},
	explanationField: {"error_explanation", `error.explanation error.error.explanation`},
	methodField:      {"method", `method httpmethod verb requestmethod`},
	pathField:        {"path", `path url uri requesturi requesturl originalurl route requestpath httpurl target`},
	timeField:        {"timestamp", `timestamp time ts t datetime date datecreated`},
}

// neutral are containers that only say where a logger puts a caller's fields.
var neutral = words(`data payload context ctx extra extras meta metadata fields attributes attrs labels log record detail
	details body content properties props params parameters query req request res response msg message event claims
	jsonpayload values info args tags custom client sdkerror jsonp entry object envelope source decoded`)

// errorNames are containers that hold an error object.
var errorNames = words(`error err exception reason e failure errors json picked rejection lasterror twilioerrorobject`)

// deaf are containers whose insides are never what they are called: the SDK wraps every unknown wire error in a
// twilioError 53000, and HTTP headers have a host of their own.
var deaf = words(`twilioerror headers causes solutions stack cookies useragent grants.voice env process`)

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}
