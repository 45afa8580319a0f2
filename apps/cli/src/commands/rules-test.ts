import { readRuleFolder, readTestFolder, type TestedRule, testRules } from '@tocsin/watch'
import { Command } from 'commander'
import { exitCodes, json, plain, print, table } from '../output.ts'
import { requireFolders } from '../rule-folders.ts'
import { pipelineOption, pipelinesIn } from './rules-pipelines.ts'

export function rulesTestCommand(): Command {
  return new Command('test')
    .description('judges rules by the tests beside them: x.test.yml says on which events x.yml must speak')
    .argument('<dir...>', 'folders of Sigma rules and their tests')
    .addOption(pipelineOption())
    .option('--json', 'one line of JSON an event, and one for each rule without tests')
    .action(test)
}

interface TestOptions {
  readonly pipeline: readonly string[]
  readonly json?: true
}

async function test(dirs: readonly string[], options: TestOptions): Promise<void> {
  requireFolders(dirs)
  const loading = await pipelinesIn(options.pipeline)
  const [rules, tests] = await Promise.all([readRuleFolder(dirs), readTestFolder(dirs)])
  const unread = [...rules.refused, ...tests.refused].map(
    ({ path, reason, fix }): TestedRule => ({ status: 'refused', file: path, line: 1, column: 1, reason, fix }),
  )
  const tested = [...unread, ...testRules(rules.files, tests.files, loading)]
  const counts = new Map<string, number>()
  for (const one of tested) {
    counts.set(one.status, (counts.get(one.status) ?? 0) + 1)
    if (options.json === true) json(one)
  }
  if (options.json !== true) {
    table(
      tested
        .filter(({ status }) => status !== 'passed')
        .map(({ status, file, line, column, kind, says, reason, fix }) => [
          status,
          `${plain(file)}:${line}:${column}`,
          plain([kind === undefined ? undefined : `${kind} "${says}"`, reason, fix].filter(isText).join('. ')),
        ]),
    )
    print([...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'no tests')
  }
  if (counts.has('failed') || counts.has('refused')) process.exitCode = exitCodes.found
}

function isText(part: string | undefined): part is string {
  return part !== undefined
}
