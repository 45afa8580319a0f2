export { auditOf, type HouseAudit } from './audit-of.ts'
export { seesOf } from './sees.ts'
