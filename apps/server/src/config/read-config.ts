import { join, resolve } from 'node:path'
import { err, ok, type Result, TocsinError } from '@tocsin/kit'
import { fileLayer } from './config-file.ts'
import { environmentLayer, readAs } from './environment.ts'
import { type ConfigProblem, checked, type Given, type Layer, type Origin, remedyFor } from './layer.ts'
import { type Config, configSchema } from './schema.ts'
import { settingNamed, settings } from './settings.ts'

/** Where a configuration is read from. */
export interface ConfigPlaces {
  readonly dataDir: string
  /** A file that must be there; `<data>/tocsin.yml` where absent, which need not. */
  readonly file?: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Of the command line, by the setting's name: a value, or a text to be read as one; `as` is the option's name. */
  readonly options?: readonly { readonly name: string; readonly value: unknown; readonly as: string }[]
}

/** A configuration that holds, and where each value came from. */
export interface LoadedConfig {
  readonly config: Config
  readonly origins: ReadonlyMap<string, Origin>
  /** What is probably a slip, and stops nothing. */
  readonly notes: readonly ConfigProblem[]
  /** The file that was read, or would be. */
  readonly file: string
}

/**
 * Reads the configuration: defaults, then the file, then the environment, then the command line; the later one wins, and a
 * list is replaced, never joined.
 *
 * @returns the configuration, or everything that is wrong with it
 */
export function readConfig(places: ConfigPlaces): Result<LoadedConfig, readonly ConfigProblem[]> {
  const file = resolve(places.file ?? join(places.dataDir, 'tocsin.yml'))
  const layers = [
    fileLayer(file, places.file === undefined ? 'may-be-absent' : 'must-be-there'),
    environmentLayer(places.environment, process.cwd()),
    optionLayer(places.options ?? []),
  ]
  const values = new Map<string, Given>()
  for (const { given } of layers) for (const one of given) values.set(one.setting.name, one)
  const problems = layers.flatMap((layer) => layer.problems)
  const config = configOf(values)
  if (problems.length === 0) problems.push(...contradictions(config, values))
  if (problems.length > 0) return err(problems)
  const origins = new Map(
    settings.map(({ name }) => [name, values.get(name)?.origin ?? ({ kind: 'default', where: '' } as const)]),
  )
  return ok({ config, origins, notes: layers.flatMap((layer) => layer.notes), file })
}

/** The value of a setting in a configuration. */
export function valueIn(config: Config, name: string): unknown {
  return name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], config)
}

/** A configuration of these values, defaults elsewhere. */
export function configOf(values: ReadonlyMap<string, Pick<Given, 'value'>>): Config {
  const tree: Record<string, Record<string, unknown>> = {}
  for (const [name, { value }] of values) {
    const [section = '', key = ''] = name.split('.')
    tree[section] = { ...tree[section], [key]: value }
  }
  return configSchema.parse(tree)
}

/** All problems as one error: the first is told, the others counted. */
export function configError(problems: readonly ConfigProblem[]): TocsinError {
  const [first, ...more] = problems
  const says = first?.says ?? 'the configuration cannot be read'
  return new TocsinError('bad-config', more.length === 0 ? says : `${says} (and ${more.length} more)`, {
    where: first?.where ?? '',
    fix: first?.fix ?? '',
  })
}

function optionLayer(options: NonNullable<ConfigPlaces['options']>): Layer {
  const given: Given[] = []
  const problems: ConfigProblem[] = []
  for (const { name, value, as } of options) {
    const setting = settingNamed(name)
    if (setting === undefined) {
      problems.push({ where: as, says: `there is no setting ${name}`, fix: remedyFor(name) })
      continue
    }
    const read = checked(
      setting,
      typeof value === 'string' ? readAs(setting, value) : value,
      { kind: 'option', where: as },
      process.cwd(),
    )
    if ('given' in read) given.push(read.given)
    else problems.push(read.problem)
  }
  return { given, problems, notes: [] }
}

/** Values that are each right and cannot hold together. */
function contradictions(config: Config, values: ReadonlyMap<string, Given>): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const against = (name: string, says: string, fix: string) => {
    const origin = values.get(name)?.origin
    problems.push({ where: origin?.where ?? name, says, fix })
  }
  if (config.disk.stopAt <= config.disk.shedAt) {
    against(
      values.has('disk.stopAt') ? 'disk.stopAt' : 'disk.shedAt',
      `disk.stopAt (${config.disk.stopAt}) is not above disk.shedAt (${config.disk.shedAt})`,
      'Leave room between the two: old records must go before nothing more is taken',
    )
  }
  if (config.retention.rawDays > config.retention.columnDays) {
    against(
      values.has('retention.rawDays') ? 'retention.rawDays' : 'retention.columnDays',
      `retention.rawDays (${config.retention.rawDays}) is more than retention.columnDays (${config.retention.columnDays})`,
      'Keep columns at least as long as raw records: without them raw records cannot be found',
    )
  }
  if ((config.oidc.issuer === null) !== (config.oidc.clientId === null)) {
    const missing = config.oidc.issuer === null ? 'oidc.issuer' : 'oidc.clientId'
    against(
      config.oidc.issuer === null ? 'oidc.clientId' : 'oidc.issuer',
      `${missing} is missing`,
      `Give ${missing} too, or leave both out`,
    )
  }
  return problems
}
