import type { Finding, Incident } from '@tocsin/event'
import { observableKey, TocsinError } from '@tocsin/kit'
import { Command } from 'commander'
import { dataFolder, dataOption } from '../data-folder.ts'
import { json, plain, print, table, when } from '../output.ts'
import { openReader } from '../reader.ts'
import { openCommand, quietCommand } from './incident-acts.ts'
import { whole } from './options.ts'

export function incidentsCommand(): Command {
  return (
    new Command('incidents')
      .description('list incidents, tell one, open one, or see what is kept quiet')
      // What follows `open` or `quiet` is theirs, `--data` and `--json` too.
      .enablePositionalOptions()
      .argument('[id]', 'such as INC-12')
      .option('--limit <n>', 'at most so many, the newest', whole(1, 1000), 50)
      .option('--json', 'one line of JSON an incident; with an id, also a line a finding')
      .option(...dataOption)
      .addCommand(openCommand())
      .addCommand(quietCommand())
      .action(async (id: string | undefined, options: { limit: number; json?: true; data?: string }) => {
        const reader = await openReader(dataFolder(options.data))
        try {
          if (id === undefined) {
            const { incidents } = await reader.incidents(options.limit)
            if (options.json === true) for (const incident of incidents) json(incident)
            else list(incidents)
            return
          }
          const told = await reader.incident(id)
          if (told === undefined) {
            throw new TocsinError('no-incident', `There is no incident ${plain(id)}`, {
              fix: 'tocsin incidents lists them',
            })
          }
          if (options.json === true) {
            json(told.incident)
            for (const finding of told.findings) json(finding)
          } else tellIncident(told.incident, told.findings)
        } finally {
          await reader.close()
        }
      })
  )
}

function list(incidents: readonly Incident[]): void {
  if (incidents.length === 0) print('No incidents.')
  table(
    incidents.map((incident) => [
      incident.id,
      incident.severity,
      incident.realm,
      when(incident.first),
      `${incident.findings} ${incident.findings === 1 ? 'finding' : 'findings'}`,
      about(incident),
      plain(incident.story.en),
    ]),
  )
}

function about(incident: Incident): string {
  const { about: name, thing } = incident
  if (name === undefined) return 'no one thing'
  return plain(thing === undefined ? observableKey(name) : `${observableKey(name)} (${thing})`)
}

function tellIncident(incident: Incident, findings: readonly Finding[]): void {
  print(`${incident.id}  ${incident.severity}  ${incident.realm}  ${about(incident)}`)
  print(plain(incident.story.en))
  print(`${when(incident.first)} to ${when(incident.last)}, ${incident.findings} findings`)
  print(`Techniques: ${incident.techniques.map(({ id }) => plain(id)).join(', ') || 'none stated'}`)
  for (const finding of findings) {
    print('')
    print(`${when(finding.time)}  ${finding.severity}  ${plain(finding.reason.en)}`)
    const techniques = finding.techniques.map(({ id }) => id).join(', ')
    print(
      `  rule ${plain(finding.detector.id)}  ${plain(finding.detector.title)}${techniques === '' ? '' : `  ${techniques}`}`,
    )
    for (const { event, matched } of finding.evidence.slice(0, 3)) {
      for (const { field, value, asked } of matched) {
        print(`  ${event}  ${plain(field)} = ${plain(String(value)).slice(0, 160)}  (${plain(asked)})`)
      }
    }
  }
}
