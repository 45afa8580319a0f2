export { doneShape, outcomesShape, workDetailShape, workShape, worksShape } from './api/shapes.ts'
export type { Answered } from './bell/bell.repository.ts'
export { mailServerOf } from './bell/bell.repository.ts'
export {
  type Bell,
  type BellOptions,
  bellLimits,
  type Failing,
  notificationFailed,
  notificationGivenUp,
  openBell,
  type Send,
} from './bell/bell.ts'
export { bellCapability } from './bell/capability.ts'
export type { Message } from './bell/message.ts'
export { bodyOf, bodySchema, type MailContent, mailOf, type Rendering } from './bell/render.ts'
export { checkSignature, replayWindow, signatureOf } from './bell/signature.ts'
export {
  type KeptTarget,
  type MailServer,
  mailSecret,
  type Target,
  type TargetInput,
  targetSecret,
} from './bell/target.ts'
export { respondCapability } from './capability.ts'
export { type DeskHost, reopenGrown } from './desk/desk.ts'
export { type HistoryEntry, type IncidentNote, undoWindow } from './desk/history.ts'
export { respondMigrations } from './desk/tables.ts'
export { tellClosed } from './desk/tell-closed.ts'
export { type IncidentWork, stateOf, type Verdict, verdicts, type WorkState } from './desk/work.ts'
export { fieldCapability } from './field/capability.ts'
export {
  type AnsweredFields,
  type FieldDesk,
  type FieldDeskOptions,
  type LinkRefused,
  openFieldDesk,
} from './field/field-desk.ts'
export { photoFor } from './field/field-routes.ts'
export { cleanPhoto, photoLimits } from './field/photo.ts'
export type { FieldQuestion } from './field/question.ts'
