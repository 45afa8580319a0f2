import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** The folder of third-party corpora; they are read where they lie and never copied. */
export function corporaFolder() {
  const folder = process.env.TOCSIN_CORPORA
  if (folder === undefined || folder === '') {
    console.error('Set TOCSIN_CORPORA to the folder that holds sigma/, sigma-spec/, windows-events/ and zeek/.')
    process.exit(2)
  }
  return folder
}

/** Every file below a folder as { path, text }, in a stable order; paths are relative to the folder. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(folder.length + 1), text: readFileSync(path, 'utf8') }))
}

export function ruleFiles(corpora) {
  return ['rules', 'rules-emerging-threats', 'rules-threat-hunting'].flatMap((name) =>
    filesBelow(join(corpora, 'sigma', name)),
  )
}

export function linesOf(gzipped) {
  return gunzipSync(readFileSync(gzipped)).toString('utf8').trim().split('\n')
}

/** JSON documents that stand one after the other in a text, each on as many lines as it likes. */
export function jsonDocuments(text) {
  const documents = []
  let depth = 0
  let start = -1
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (quoted) {
      if (char === '\\') i++
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{' || char === '[') {
      if (depth++ === 0) start = i
    } else if ((char === '}' || char === ']') && --depth === 0) documents.push(JSON.parse(text.slice(start, i + 1)))
  }
  return documents.flat()
}

const encoder = new TextEncoder()

/** One decoded event of a JSON text, as the stream would give it to rules; nothing where the decoder refuses. */
export function decodeLine(decoder, line) {
  const frame = {
    partition: 0,
    offset: 0,
    received: 0,
    kind: 'data',
    realm: 'replay',
    origin: 'claimed',
    source: decoder.id,
    decoder: decoder.id,
    peer: 'corpus',
    payload: encoder.encode(line),
  }
  const decoded = decoder.decode(frame)
  return decoded.ok ? decoded.value[0] : undefined
}
