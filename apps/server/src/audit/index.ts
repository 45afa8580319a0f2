export { type AuditHouse, auditCapability } from './audit-capability.ts'
export { auditOf, type HouseAudit } from './audit-of.ts'
export { rotateFolder, verifyFolder } from './offline-keys.ts'
export { seesOf } from './sees.ts'
