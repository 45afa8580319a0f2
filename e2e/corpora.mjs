import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { openKept, tables } from '@tocsin/server'
import { cli } from './server.mjs'

/**
 * Records of others through the whole line, offline: everything that was given is stored, findings name rule and technique,
 * the findings of an incident share what it is about and lie within the written gap, and judging the same segments again,
 * with any number of workers, gives the same findings byte for byte.
 *
 *   TOCSIN_CORPORA=DIR node e2e/corpora.mjs
 */
const corpora = process.env.TOCSIN_CORPORA
if (corpora === undefined) {
  console.error('TOCSIN_CORPORA names no folder of corpora')
  process.exit(77)
}
const gap = 30 * 60_000 // packages/watch/src/incidents/SPEC.md
const rules = join(corpora, 'sigma')
const data = mkdtempSync(join(tmpdir(), 'tocsin-corpora-'))
try {
  for (const [file, source] of [
    ['windows-events/otrf-a.ndjson.gz', 'windows'],
    ['zeek/apt29.ndjson.gz', 'zeek'],
  ]) {
    const path = join(corpora, file)
    const given = gunzipSync(readFileSync(path))
      .toString()
      .split('\n')
      .filter((line) => line !== '').length
    const dir = join(data, source)
    const report = JSON.parse(
      execFileSync(process.execPath, [cli, 'replay', path, '--as', source, '--rules', rules, '--data', dir, '--json'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }).toString(),
    )
    const kept = await openKept(dir, tables)
    const findings = (await kept.state.run({ sql: 'select incident_id, body from finding', parameters: [] })).map(
      ({ incident_id, body }) => ({ incident: incident_id, ...JSON.parse(body) }),
    )
    await kept.close()
    console.log(
      `${file}: ${given} given, ${report.stored} stored, ${report.refused} refused; ${report.findings} findings in ${report.incidents.length} incidents; ` +
        `rules: ${report.rules.loaded} loaded, ${report.rules.asleep} asleep, ${report.rules.refused} refused, ${report.rules.others} files that are none`,
    )
    assert.equal(report.stored, given)
    assert.equal(report.refused, 0)
    assert.equal(findings.length, report.findings)
    check(findings, report.incidents)

    const digests = [1, 1, 2, 4].map((workers) => digestOf(dir, workers))
    console.log(
      `  judged again with 1, 1, 2 and 4 workers: ${[...new Set(digests)].map((d) => d.slice(0, 16)).join(', ')}`,
    )
    assert.equal(new Set(digests).size, 1)
  }
} finally {
  rmSync(data, { recursive: true, force: true })
}

function check(findings, incidents) {
  for (const finding of findings) {
    assert.ok(finding.detector.id.length > 0 && finding.detector.title.length > 0, finding.id)
    assert.ok(finding.reason.en.length > 0 && finding.reason.fr.length > 0, finding.id)
  }
  for (const incident of incidents) {
    const own = findings.filter((finding) => finding.incident === incident.id).sort((a, b) => a.time - b.time)
    assert.equal(own.length, incident.findings, incident.id)
    for (const [index, finding] of own.entries()) {
      const first = finding.observables[0]
      assert.deepEqual(first, incident.about, `${incident.id}: ${finding.id}`)
      const before = own[index - 1]
      if (before !== undefined)
        assert.ok(finding.time - before.time <= gap, `${incident.id}: a gap before ${finding.id}`)
    }
  }
  const about = new Map()
  for (const { about: one } of incidents) about.set(one?.kind ?? 'none', (about.get(one?.kind ?? 'none') ?? 0) + 1)
  const technique = findings.filter(({ techniques }) => techniques.length > 0).length
  console.log(
    `  ${technique} findings name a technique; incidents are about ${[...about].map(([kind, n]) => `${n} ${kind}`).join(', ')}`,
  )
}

function digestOf(dir, workers) {
  const { stdout, status } = spawnSync(process.execPath, [cli, 'log', 'rerun', dir, '--workers', String(workers)], {
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  assert.equal(status, 0)
  assert.ok(stdout.length > 0, 'there are findings')
  return createHash('sha256').update(stdout).digest('hex')
}
