import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSegmentLog } from '@tocsin/store'
import { rulesFor } from '../apps/server/dist/rules.js'

const rule = `title: keeping-test
id: 1b7c2f0e-7d5a-4b8e-9c1d-2f6a8e0b4d31
status: test
logsource: { product: linux, service: sshd }
detection:
  keywords: ['keeping-test evidence']
  condition: keywords
level: low
`

/** The texts of one case: three records that name a person, one that a finding is made of. */
export function caseOf(n) {
  return {
    evidence: `keeping-test evidence case-${n}-`,
    person: `person.${n}`,
    records: [1, 2, 3].map((record) => `case-${n}- record ${record}`),
  }
}

/**
 * A data folder as a Tocsin would have left it that wrote its log some time ago and was stopped before it judged anything.
 *
 * @param {string} data
 * @param {readonly { ago: number, source: string, texts?: readonly string[], cases?: number, bulk?: number, bytes?: number, evidenceEvery?: number }[]} spans
 * oldest first; `ago` in milliseconds
 * @param {{ segmentBytes?: number }} options
 */
export async function writtenBefore(data, spans, options = {}) {
  mkdirSync(join(data, 'rules'), { recursive: true })
  writeFileSync(join(data, 'rules', 'keeping-test.yml'), rule)
  const { digest, bytes, count } = await rulesFor(data)
  let ago = spans[0]?.ago ?? 0
  const clock = { now: () => Date.now() - ago }
  const log = openSegmentLog({ dir: join(data, 'log'), lane: 0, clock, groupMillis: 0, ...options })
  await log.control({ kind: 'rules', digest, count }, bytes)
  for (const span of spans) {
    ago = span.ago
    const drafts = draftsOf(span, clock)
    for (let from = 0; from < drafts.length; from += 50) await log.append(drafts.slice(from, from + 50))
    log.rotate()
  }
  await log.close()
}

function draftsOf(span, clock) {
  const { source, texts = [], cases = 0, bulk = 0, bytes = 0, evidenceEvery = 0 } = span
  const drafts = texts.map((text) => syslog(source, text, clock))
  for (let n = 0; n < cases; n++) {
    const { evidence, person, records } = caseOf(n)
    drafts.push(syslog(source, evidence, clock))
    for (const message of records) drafts.push(draftOf(source, 'json', JSON.stringify({ user: person, message })))
  }
  for (let n = 0; n < bulk; n++) {
    const noise = randomBytes(Math.ceil(bytes * 0.75)).toString('base64')
    const mark = evidenceEvery > 0 && n % evidenceEvery === 0 ? 'keeping-test evidence' : 'bulk'
    drafts.push(syslog(source, `${mark} ${n} ${noise}`, clock))
  }
  return drafts
}

function syslog(source, text, clock) {
  return draftOf(source, 'syslog', `<38>1 ${new Date(clock.now()).toISOString()} host.example sshd 1 - - ${text}`)
}

function draftOf(source, decoder, text) {
  return {
    kind: 'data',
    realm: 'real',
    origin: 'address',
    source,
    decoder,
    peer: '192.0.2.1:514',
    key: `${source} ${text.length % 16}`,
    payload: Buffer.from(text),
  }
}
