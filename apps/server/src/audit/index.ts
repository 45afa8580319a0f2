export { auditOf, type HouseAudit } from './audit-of.ts'
