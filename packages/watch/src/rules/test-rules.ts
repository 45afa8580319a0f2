import {
  type Correlation,
  compile,
  type Engine,
  type LoadOptions,
  loadRules,
  mapFields,
  type Rule,
  type RuleCase,
  type RuleStep,
  readRuleTests,
  spokenIn,
} from '@tocsin/sigma'
import { compareText, type RuleFile } from './bundle.ts'

export type TestStatus = 'passed' | 'failed' | 'refused' | 'untested'

/** What became of one event of a test file; of a file that cannot be used; or of a rule that nobody tests. */
export interface TestedRule {
  readonly status: TestStatus
  readonly rule?: string
  readonly title?: string
  /** The test file; for an untested rule, the rule's own. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
  readonly kind?: RuleCase['kind']
  /** What the event is, in its author's words. */
  readonly says?: string
  readonly reason?: string
  readonly fix?: string
}

/**
 * Judges rules by the tests beside them: `a/x.test.yml` holds events on which a rule of `a/x.yml` must speak, and others
 * on which it must not. Nothing is passed over: a test file that cannot be read, or that is about no loaded rule, is
 * refused with its place; a rule without tests is told as such, unless a tested correlation of its own file hears it.
 *
 * @returns in the order of files and lines
 */
export function testRules(
  rules: readonly RuleFile[],
  tests: readonly RuleFile[],
  options: LoadOptions = {},
): readonly TestedRule[] {
  const engine = compile(loadRules(rules, options))
  const heads = new Map([...engine.set.rules, ...engine.set.correlations].map((head) => [head.id, head]))
  const tested = new Set<string>()
  const files = tests.flatMap((file) => testFile(engine, heads, tested, file))
  const untested = [...heads.values()]
    .filter(({ id }) => !tested.has(id))
    .map(({ id, title, path, line }): TestedRule => {
      const reason = 'no test is about it'
      const fix = `Write ${testPathOf(path)} with events on which it speaks and is silent`
      return { status: 'untested', rule: id, title, file: path, line, column: 1, reason, fix }
    })
  return [...files, ...untested].sort((a, b) => compareText(a.file, b.file) || a.line - b.line)
}

function testFile(
  engine: Engine,
  heads: ReadonlyMap<string, Rule | Correlation>,
  tested: Set<string>,
  file: RuleFile,
): TestedRule[] {
  const read = readRuleTests(file)
  if (!read.ok) return [refused(read.error)]
  const { rule, cases, place, at } = read.value
  const head = heads.get(rule)
  if (head === undefined)
    return [refused(place(at, `${rule} is no loaded rule`, 'Correct the id, or mend the rule: see rules check'))]
  if (testPathOf(head.path) !== file.path.replace(/\.yaml$/i, '.yml'))
    return [refused(place(at, `${rule} stands in ${head.path}`, `Move its tests to ${testPathOf(head.path)}`))]
  addWithHeard(tested, heads, head)
  return cases.map((one): TestedRule => {
    const spoke = spokenIn(engine, one.steps).has(head)
    const passed = spoke === (one.kind === 'positive')
    const told = { rule, title: head.title, file: file.path, kind: one.kind, says: one.says }
    const { line, column } = place(one.at, '', '')
    if (passed) return { status: 'passed', ...told, line, column }
    return { status: 'failed', ...told, line, column, ...whyFailed(engine, head, one) }
  })
}

function refused({
  path,
  line,
  column,
  reason,
  fix,
}: {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly reason: string
  readonly fix: string
}): TestedRule {
  return { status: 'refused', file: path, line, column, reason, fix }
}

/** What a correlation hears in its own file is judged with it. */
function addWithHeard(tested: Set<string>, heads: ReadonlyMap<string, Rule | Correlation>, head: Rule | Correlation) {
  tested.add(head.id)
  if (head.kind !== 'correlation') return
  for (const id of head.rules) {
    const heard = heads.get(id)
    if (heard?.path === head.path && !tested.has(id)) addWithHeard(tested, heads, heard)
  }
}

const maxTold = 5

function whyFailed(engine: Engine, head: Rule | Correlation, { kind, steps }: RuleCase) {
  if (kind === 'positive')
    return { reason: 'the rule is silent', fix: `Correct the event or the rule${missing(engine, head, steps)}` }
  return { reason: 'the rule speaks', fix: 'Correct the event, or exclude it in the rule' }
}

/** The tests of a rule that a single event did not meet. */
function missing(engine: Engine, head: Rule | Correlation, steps: readonly RuleStep[]): string {
  const [step] = steps
  if (head.kind !== 'rule' || steps.length !== 1 || step?.event === undefined) return ''
  const fields = mapFields(engine.slots)
  fields.load(step.event.native, step.event.derived)
  if (engine.holds(head, fields)) return '; its logsource is not that of the event'
  const account = engine.account(head, fields)
  const unmet = account === undefined ? [] : unmetOf(account).slice(0, maxTold)
  return unmet.length === 0 ? '' : `; it waits for: ${unmet.join('; ')}`
}

function unmetOf(account: NonNullable<ReturnType<Engine['account']>>): string[] {
  if (account.holds || account.kind === 'not') return []
  if (account.kind === 'ask') return [`${account.field || 'a word'} ${account.asked}`]
  return account.of.flatMap(unmetOf)
}

function testPathOf(path: string): string {
  return path.replace(/\.ya?ml$/i, '.test.yml')
}
