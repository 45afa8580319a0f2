import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packRules, unpackRules } from '@tocsin/watch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rulesFor } from '../rules.ts'
import { openWay } from '../sends/gate/gate.fixture.ts'
import type { HandWay } from '../sends/gate/hand-way.ts'
import { ownIdentity } from '../tls/own-identity.ts'
import { differenceOf } from './difference.ts'
import { fetchRelease } from './fetch-release.ts'
import { givenZip } from './given-zip.fixture.ts'
import { readSource } from './read-source.ts'
import { verifySignature } from './signature.ts'
import { unzipRules } from './unzip-rules.ts'
import { contentFolder, currentFiles, putCandidate, readBook, switchBack, switchOn } from './versions.ts'

/** What is not fetched leads nowhere. */
const nowhere = () => Promise.reject(new Error('nothing is fetched'))

const home = mkdtempSync(join(tmpdir(), 'rule-content-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const rule = (id: string, value = 'x') =>
  `title: Rule ${id}\nid: ${id}\nlogsource: {product: doors}\ndetection:\n  s: {state: ${value}}\n  condition: s\n`
const release = givenZip([
  { name: 'version.txt', bytes: '2026-11-01' },
  { name: 'rules/', bytes: '' },
  { name: 'rules/a.yml', bytes: rule('r-a') },
  { name: 'rules/a.test.yml', bytes: 'rule: r-a' },
  { name: 'rules/b.yml', bytes: rule('r-b') },
])
const sha256 = createHash('sha256').update(release).digest('hex')

describe('an archive', () => {
  test('gives its rules', async () => {
    const read = await unzipRules(release)
    expect(read.ok && read.value.files.map(({ path }) => path)).toEqual(['rules/a.yml', 'rules/b.yml'])
  })

  test.each([
    ['leads out of it', [{ name: '../../etc/x.yml', bytes: 'a' }], /invalid relative path/],
    ['is absolute', [{ name: '/etc/x.yml', bytes: 'a' }], /absolute path/],
    ['has backslashes', [{ name: 'a\\..\\x.yml', bytes: 'a' }], /invalid characters/],
    ['is a symbolic link', [{ name: 'x.yml', bytes: '/etc/passwd', mode: 0o120777 }], /symbolic link/],
    [
      'comes twice',
      [
        { name: 'x.yml', bytes: 'a' },
        { name: 'x.yml', bytes: 'b' },
      ],
      /twice/,
    ],
    ['says less than it holds', [{ name: 'x.yml', bytes: 'a'.repeat(5_000_000), says: 10 }], /too many bytes/],
  ])('with a name that %s is refused whole', async (_, entries, why) => {
    const read = await unzipRules(givenZip(entries))
    expect(!read.ok && read.error.message).toMatch(why)
  })

  test('has bounds of entries, files and bytes, and leaves out a file that is too long', async () => {
    const limits = { entries: 4, files: 2, bytesPerFile: 300, bytes: 500 }
    const many = (count: number, bytes: string) =>
      unzipRules(givenZip(Array.from({ length: count }, (_, n) => ({ name: `${n}.yml`, bytes }))), limits)
    expect(await many(5, '')).toMatchObject({ ok: false })
    expect(await many(3, '')).toMatchObject({ ok: false })
    expect(await many(2, 'a'.repeat(280))).toMatchObject({ ok: false })
    expect(await many(1, 'a'.repeat(100_000))).toMatchObject({
      ok: true,
      value: { files: [], leftOut: [{ path: '0.yml' }] },
    })
  })

  test('of any bytes is refused, never an exception', async () => {
    for (let cut = 0; cut < release.length; cut += 97) {
      const read = await unzipRules(release.slice(0, cut))
      expect(read.ok).toBe(false)
    }
  })
})

describe('a signature', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()

  test('of ed25519 holds for its bytes and its key alone', () => {
    const detached = sign(null, release, privateKey)
    expect(verifySignature(release, detached, pem).ok).toBe(true)
    expect(verifySignature(release, Buffer.from(detached.toString('base64')), pem).ok).toBe(true)
    expect(verifySignature(release.slice(1), detached, pem).ok).toBe(false)
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()
    expect(verifySignature(release, detached, other).ok).toBe(false)
    expect(verifySignature(release, new Uint8Array(3), 'no key').ok).toBe(false)
  })

  test('of minisign holds in both forms, with its trusted comment', () => {
    const id = Buffer.from('12345678')
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
    const key = `untrusted comment: key\n${Buffer.concat([Buffer.from('Ed'), id, raw]).toString('base64')}\n`
    for (const form of ['ED', 'Ed']) {
      const over = form === 'ED' ? createHash('blake2b512').update(release).digest() : release
      const signature = sign(null, over, privateKey)
      const comment = 'timestamp:1'
      const global = sign(null, Buffer.concat([signature, Buffer.from(comment)]), privateKey)
      const body = Buffer.concat([Buffer.from(form), id, signature]).toString('base64')
      const text = (said: string) =>
        Buffer.from(`untrusted comment: x\n${body}\ntrusted comment: ${said}\n${global.toString('base64')}\n`)
      expect(verifySignature(release, text(comment), key)).toEqual({ ok: true, value: undefined })
      expect(verifySignature(release, text('timestamp:2'), key)).toMatchObject({
        error: 'its trusted comment was changed',
      })
      expect(verifySignature(release.slice(1), text(comment), key).ok).toBe(false)
    }
  })
})

describe('a repository', () => {
  test('is used only where its hash or its signature holds', async () => {
    const path = join(home, 'release.zip')
    writeFileSync(path, release)
    await expect(readSource(path, {}, nowhere)).rejects.toThrow(sha256)
    await expect(readSource(path, { sha256: '0'.repeat(64) }, nowhere)).rejects.toThrow(/not used/)
    expect(await readSource(path, { sha256: sha256.toUpperCase() }, nowhere)).toMatchObject({
      trusted: 'sha256',
      name: 'release.zip',
    })
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(join(home, 'key'), publicKey.export({ type: 'spki', format: 'pem' }))
    writeFileSync(join(home, 'sig'), sign(null, release, privateKey))
    const signed = { signature: join(home, 'sig'), key: join(home, 'key') }
    expect(await readSource(path, signed, nowhere)).toMatchObject({ trusted: 'signature' })
    await expect(readSource(path, { ...signed, sha256: '0'.repeat(64) }, nowhere)).rejects.toThrow(/not used/)
  })

  test('in a folder may be pinned by the hash that a look printed', async () => {
    mkdirSync(join(home, 'folder'))
    writeFileSync(join(home, 'folder', 'a.yml'), rule('r-a'))
    const looked = await readSource(join(home, 'folder'), {}, nowhere)
    expect(looked).toMatchObject({ trusted: 'folder', files: [{ path: 'folder/a.yml' }] })
    expect(await readSource(join(home, 'folder'), { sha256: looked.sha256 }, nowhere)).toMatchObject({
      trusted: 'sha256',
    })
    await expect(readSource(join(home, 'folder'), { sha256 }, nowhere)).rejects.toThrow(/not used/)
  })
})

describe('over HTTPS', () => {
  const way: HandWay = { dial: openWay(), sent: () => {}, close: async () => {} }
  let server: Server
  let ca: string
  let base: string
  beforeAll(async () => {
    const { key, cert, authority } = await ownIdentity({ dir: join(home, 'tls'), names: [], now: Date.now() })
    ca = authority
    server = createServer({ key, cert }, (request, response) => {
      if (request.url === '/release.zip') response.end(release)
      else if (request.url === '/moved') response.writeHead(302, { location: '/release.zip' }).end()
      else if (request.url === '/away') response.writeHead(302, { location: `${other()}/release.zip` }).end()
      else if (request.url === '/plain') response.writeHead(302, { location: 'http://localhost/x' }).end()
      else if (request.url === '/circle') response.writeHead(302, { location: '/circle' }).end()
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const other = () => base.replace('127.0.0.1', 'localhost')

  test('a release is fetched from a server that its authority vouches for', async () => {
    expect(Buffer.from(await fetchRelease(`${base}/release.zip`, { ca, way })).equals(release)).toBe(true)
    expect((await fetchRelease(`${base}/moved`, { ca, way })).length).toBe(release.length)
    await expect(fetchRelease(`${base}/release.zip`, { way })).rejects.toThrow(/cannot be fetched/)
    expect(await readSource(`${base}/release.zip`, { sha256 }, async () => ({ ca, way }))).toMatchObject({
      kind: 'https',
      trusted: 'sha256',
    })
  })

  test('it leads to no other host that nobody named, and never off HTTPS', async () => {
    await expect(fetchRelease(`${base}/away`, { ca, way })).rejects.toThrow(/nobody named/)
    const { host } = new URL(other())
    expect((await fetchRelease(`${base}/away`, { ca, way, hosts: [host] })).length).toBe(release.length)
    await expect(fetchRelease(`${base}/plain`, { ca, way, hosts: ['localhost'] })).rejects.toThrow(/HTTPS only/)
    await expect(fetchRelease('http://127.0.0.1/x', { way })).rejects.toThrow(/HTTPS only/)
  })

  test('it ends at its bounds', async () => {
    await expect(fetchRelease(`${base}/circle`, { ca, way })).rejects.toThrow(/times/)
    await expect(fetchRelease(`${base}/none`, { ca, way })).rejects.toThrow(/404/)
    await expect(fetchRelease(`${base}/release.zip`, { ca, way, maxBytes: 10 })).rejects.toThrow(/more than 10/)
  })
})

test('what another bundle would change is told rule by rule, refusals with their place', () => {
  const now = packRules(['r-a', 'r-b', 'r-c'].map((id) => ({ path: `${id}.yml`, text: rule(id) })))
  const next = packRules([
    { path: 'r-a.yml', text: rule('r-a') },
    { path: 'r-b.yml', text: rule('r-b', 'y') },
    { path: 'r-d.yml', text: rule('r-d') },
    { path: 'r-e.yml', text: rule('r-e').replace('state:', 'state|holds:') },
  ])
  expect(differenceOf(now.bytes, next.bytes)).toMatchObject({
    added: [{ rule: 'r-d' }],
    changed: [{ rule: 'r-b' }],
    removed: [{ rule: 'r-c' }],
    refused: [{ file: 'r-e.yml', line: 5, rule: 'r-e', reason: expect.stringContaining('holds') }],
    unchanged: 1,
  })
})

test('pipelines reach the bundle that judges, and one that cannot be followed is refused with its place', async () => {
  const path = join(home, 'ours.yml')
  writeFileSync(path, 'transformations: [{type: field_name_mapping, mapping: {a: b}}]')
  const read = unpackRules((await rulesFor(join(home, 'none'), { pipelines: [path] })).bytes)
  expect(read.ok && read.value.pipelines.map((file) => file.path)).toEqual(['ours.yml'])
  writeFileSync(path, 'transformations: [{type: nest}]')
  await expect(rulesFor(join(home, 'none'), { pipelines: [path] })).rejects.toThrow(/pipeline is refused/)
  await expect(rulesFor(join(home, 'none'), { pipelines: [join(home, 'no.yml')] })).rejects.toThrow(/cannot be read/)
})

describe('versions', () => {
  const dataDir = join(home, 'data')
  const made = (id: string) => {
    const digest = putCandidate(dataDir, packRules([{ path: 'a.yml', text: rule(id) }]).bytes)
    return { digest, source: id, sha256, trusted: 'sha256', at: 1, who: 'zoe' } as const
  }

  test('are numbered, hold one at a time, and are gone back from one by one', async () => {
    const one = switchOn(dataDir, made('r-1'))
    expect(one).toMatchObject({ number: 1, before: 0, files: 1 })
    expect(switchOn(dataDir, made('r-1')).number).toBe(1)
    expect(switchOn(dataDir, made('r-2'))).toMatchObject({ number: 2, before: 1 })
    expect(currentFiles(dataDir)).toMatchObject([{ path: 'update/a.yml', text: rule('r-2') }])
    expect(new TextDecoder().decode((await rulesFor(dataDir)).bytes)).toContain('id: r-2')
    expect(switchBack(dataDir)).toBe(1)
    expect(currentFiles(dataDir)[0]?.text).toBe(rule('r-1'))
    expect(switchBack(dataDir)).toBe(0)
    expect(currentFiles(dataDir)).toEqual([])
    expect(switchBack(dataDir)).toBeUndefined()
    expect(switchOn(dataDir, made('r-3'))).toMatchObject({ number: 3, before: 0 })
  })

  test('leave the one before where the change was cut off at any point', () => {
    const before = currentFiles(dataDir)
    const { digest } = made('r-4')
    // What a kill leaves behind: the candidate, and the half-written next book.
    writeFileSync(join(contentFolder(dataDir), 'versions.json.tmp'), '{"form":1,"curr')
    writeFileSync(join(contentFolder(dataDir), `${'0'.repeat(64)}.rules.tmp`), 'half')
    expect(currentFiles(dataDir)).toEqual(before)
    expect(switchOn(dataDir, { ...made('r-4'), digest })).toMatchObject({ number: 4 })
    expect(readdirSync(contentFolder(dataDir)).some((name) => name.startsWith('000'))).toBe(false)
  })

  test('that were changed on disk are refused, never used', () => {
    const { digest } = readBook(dataDir).versions.at(-1) ?? { digest: '' }
    const path = join(contentFolder(dataDir), `${digest}.rules`)
    expect(existsSync(path)).toBe(true)
    writeFileSync(path, packRules([{ path: 'a.yml', text: rule('r-evil') }]).bytes)
    expect(() => currentFiles(dataDir)).toThrow(/not what its name says/)
    writeFileSync(join(contentFolder(dataDir), 'versions.json'), '{"form":1,"current":"../../x","versions":[]}')
    expect(() => currentFiles(dataDir)).toThrow(/cannot be read/)
  })
})
