export { type Access, openAccess } from './access.ts'
export {
  type AccountSummary,
  type Accounts,
  accountLimits,
  breakGlassName,
  type Invited,
  isBreakGlass,
  type Post,
} from './account.ts'
export {
  type Audit,
  type AuditDraft,
  type AuditEntry,
  type AuditFilter,
  type AuditProblem,
  type AuditStatus,
  type AuditVerdict,
  checkpointEvery,
  type Oddity,
  odditiesIn,
  oddityLimits,
  openAudit,
  type SyslogCopy,
  type SyslogCopyOptions,
  syslogCopy,
  verifyAudit,
} from './audit/index.ts'
export type { Dial } from './dial.ts'
export { accessMigrations } from './migrations.ts'
export type { ProviderWay } from './oidc/bounded-fetch.ts'
export type { GroupMapping, OidcProvider } from './oidc/provider.ts'
export { type LinkOpening, type LinkPurpose, linkLife, newLinkSecret } from './one-time-link.ts'
export { type PasskeyPlace, type PasskeySummary, passkeyLimits } from './passkey/passkey.ts'
export { passkeyPlace } from './passkey/place.ts'
export { passphraseLimits } from './passphrase.ts'
export {
  isPseudonym,
  openPeople,
  type People,
  type Pseudonym,
  pseudonymsIn,
  type Revealed,
  type RevealWish,
  revealLife,
} from './people/index.ts'
export { namedPermissions } from './policy/cedar.ts'
export type { DepartmentSources } from './policy/decisions.ts'
export type { AccessCode, Refusal } from './refusal.ts'
export { type AnyRole, type Departments, isHouseRole, type Role, roles, type Standing } from './role.ts'
export {
  type KeyFolder,
  keyFolder,
  openSealed,
  type Rotation,
  type Sealed,
  type SealedOptions,
  sealedLimit,
} from './sealed/index.ts'
export { heldBy, type OwnAccountShown } from './second-step/own-account.ts'
export type { SignedIn, SignInOutcome, StepMethod } from './second-step/second-step.ts'
export { type Caller, type SessionSummary, type Sessions, sessionLimits } from './session.ts'
export { networkOf } from './sign-in-guard.ts'
export {
  holdsToken,
  type TokenDraft,
  type TokenKind,
  type TokenSummary,
  type Tokens,
  tokenLimits,
} from './token.ts'
export { ingestPermission, nameOf, nobody, ownAccountPermission, type Who } from './who.ts'
