export { type Access, openAccess, type SignedIn } from './access.ts'
export {
  type Audit,
  type AuditDraft,
  type AuditEntry,
  type AuditFilter,
  type AuditProblem,
  type AuditStatus,
  type AuditVerdict,
  checkpointEvery,
  openAudit,
  type SyslogCopy,
  type SyslogCopyOptions,
  syslogCopy,
  verifyAudit,
} from './audit/index.ts'
export { accessMigrations } from './migrations.ts'
export { type LinkOpening, type LinkPurpose, linkLife } from './one-time-link.ts'
export { passphraseLimits } from './passphrase.ts'
export type { AccessCode, Refusal } from './refusal.ts'
export {
  type KeyFolder,
  keyFolder,
  openSealed,
  type Rotation,
  type Sealed,
  type SealedOptions,
  sealedLimit,
} from './sealed/index.ts'
export { type Caller, type SessionSummary, type Sessions, sessionLimits } from './session.ts'
export {
  holdsToken,
  type TokenDraft,
  type TokenKind,
  type TokenSummary,
  type Tokens,
  tokenLimits,
} from './token.ts'
export { decide, ingestPermission, nameOf, nobody, type Who } from './who.ts'
