export { configCapability } from './config-capability.ts'
export { layerOf } from './config-file.ts'
export {
  type ConfigStatus,
  type Configuration,
  openConfiguration,
  type Reloaded,
  type SettingTold,
  toldOf,
} from './configuration.ts'
export type { ConfigProblem, Origin } from './layer.ts'
export { type ConfigPlaces, configError, configOf, type LoadedConfig, readConfig } from './read-config.ts'
export type { Config } from './schema.ts'
export { type Setting, settings } from './settings.ts'
