package verify

// Cause is the one reason for which a request was refused. Every refusal has its own.
type Cause string

// The causes, in the order in which a request is looked at.
const (
	CredentialsMissing Cause = "credentials-missing"
	AuthorizationTwice Cause = "authorization-twice"
	AuthorizationForm  Cause = "authorization-form"
	BearerUnknown      Cause = "bearer-unknown"

	SignatureTwice           Cause = "signature-twice"
	SignatureForm            Cause = "signature-form"
	SignatureAlgorithm       Cause = "signature-algorithm"
	SignatureHeaderUnsigned  Cause = "signature-header-unsigned"
	SignatureHeaderMissing   Cause = "signature-header-missing"
	SignatureHeaderTwice     Cause = "signature-header-twice"
	SignatureHost            Cause = "signature-host"
	SignatureDateForm        Cause = "signature-date-form"
	SignatureDateOff         Cause = "signature-date-off"
	SignatureDigest          Cause = "signature-digest"
	SignatureKeyUnknown      Cause = "signature-key-unknown"
	SignatureMismatch        Cause = "signature-mismatch"
	SignatureMerchantForeign Cause = "signature-merchant-foreign"

	TokenHeaderForm          Cause = "token-header-form"
	TokenType                Cause = "token-type"
	TokenCritical            Cause = "token-critical"
	TokenAlgorithm           Cause = "token-algorithm"
	TokenSignatureForm       Cause = "token-signature-form"
	TokenSecretUnknown       Cause = "token-secret-unknown"
	TokenSecretMismatch      Cause = "token-secret-mismatch"
	TokenCertificateUnknown  Cause = "token-certificate-unknown"
	TokenCertificateMismatch Cause = "token-certificate-mismatch"
	TokenClaimsForm          Cause = "token-claims-form"
	TokenVersion             Cause = "token-version"
	TokenIssuer              Cause = "token-issuer"
	TokenMerchantMissing     Cause = "token-merchant-missing"
	TokenMerchantForeign     Cause = "token-merchant-foreign"
	TokenIDMissing           Cause = "token-id-missing"
	TokenIssuedForm          Cause = "token-issued-form"
	TokenExpiryForm          Cause = "token-expiry-form"
	TokenLifetime            Cause = "token-lifetime"
	TokenFromFuture          Cause = "token-from-future"
	TokenExpired             Cause = "token-expired"
	TokenHost                Cause = "token-host"
	TokenMethod              Cause = "token-method"
	TokenPath                Cause = "token-path"
	TokenDigestAlgorithm     Cause = "token-digest-algorithm"
	TokenDigest              Cause = "token-digest"
	TokenResponseKey         Cause = "token-response-key"
	TokenReplayed            Cause = "token-replayed"
)
