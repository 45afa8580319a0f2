export { type Notify, openNotify } from './notify.ts'
