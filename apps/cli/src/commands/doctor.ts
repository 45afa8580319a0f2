import { Command, Option } from 'commander'
import { dataFolder, dataOption, localServer } from '../data-folder.ts'
import { type Check, worstOf } from '../doctor/check.ts'
import { clockCheck, diskCheck, rightsCheck } from '../doctor/data.ts'
import { formCheck } from '../doctor/form.ts'
import { filesCheck, memoryCheck, nodeCheck, portCheck, udpCheck } from '../doctor/machine.ts'
import { serverChecks } from '../doctor/server.ts'
import { exitCodes, json, plain, print } from '../output.ts'
import { whole } from './options.ts'

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look whether all is well: machine, data folder, and the server if one runs; says what to do')
    .addOption(new Option('--lang <language>', 'of the answer (default: that of $LANG)').choices(['en', 'fr']))
    .option(
      '--port <port>',
      'port of the console, to see whether it is free where no server runs',
      whole(1, 65535),
      4780,
    )
    .option('--syslog <port>', 'port for syslog, likewise', whole(1, 65535), 4781)
    .option('--json', 'one line of JSON a check')
    .option(...dataOption)
    .action(async (options: DoctorOptions) => {
      const checks = await look(dataFolder(options.data), options, Date.now())
      const language = options.lang ?? spoken(process.env)
      for (const check of checks) {
        if (options.json === true) json(check)
        else show(check, language)
      }
      const worst = worstOf(checks)
      process.exitCode = worst === 'well' ? exitCodes.done : worst === 'look' ? exitCodes.found : exitCodes.failed
    })
}

interface DoctorOptions {
  readonly lang?: 'en' | 'fr'
  readonly port: number
  readonly syslog: number
  readonly json?: true
  readonly data?: string
}

async function look(dir: string, { port, syslog }: DoctorOptions, now: number): Promise<readonly Check[]> {
  const server = localServer(dir)
  return [
    nodeCheck(process.version),
    memoryCheck(),
    filesCheck(),
    udpCheck(),
    rightsCheck(dir),
    diskCheck(dir, now),
    clockCheck(dir, now),
    ...(server === undefined
      ? [await formCheck(dir), await portCheck('127.0.0.1', port), await portCheck('127.0.0.1', syslog)]
      : await serverChecks(server, now)),
  ]
}

const marks = { well: 'ok  ', look: 'LOOK', bad: 'BAD ' } as const

function show({ state, says, fix }: Check, language: 'en' | 'fr'): void {
  print(`${marks[state]}  ${plain(says[language])}`)
  if (fix !== undefined) print(`      ${plain(fix[language])}`)
}

/** POSIX: LC_ALL goes before LC_MESSAGES, which goes before LANG. */
export function spoken(env: Readonly<Record<string, string | undefined>>): 'en' | 'fr' {
  const named = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((one) => one !== undefined && one !== '')
  return named?.toLowerCase().startsWith('fr') ? 'fr' : 'en'
}
