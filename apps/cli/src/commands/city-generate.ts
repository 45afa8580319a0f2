import { closeSync, openSync, writeSync } from 'node:fs'
import { TocsinError } from '@tocsin/kit'
import { leastAssets, mostAssets, planOf, usualAssets, writeTown } from '@tocsin/range'
import { Command } from 'commander'
import { plain, print } from '../output.ts'
import { whole } from './options.ts'

/** `tocsin city generate`: the sample city to any size, without a server. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('writes an invented port city of 180,000 people, as `city export` writes one; needs no server')
    .option('--assets <n>', `how many, ${leastAssets} to ${mostAssets}`, whole(leastAssets, mostAssets), usualAssets)
    .option('--seed <n>', 'the same seed gives the same city', whole(0, 0xffff_ffff), 1)
    .requiredOption('--out <file>', 'where to; it must not be there yet')
    .option('--plan <file>', 'its ground plan besides: land, river, streets, mains as GeoJSON')
    .action(({ assets, seed, out, plan }: GenerateOptions) => {
      const town = writeTown({ assets, seed })
      const bytes = writeNew(out, town.parts())
      if (plan !== undefined) writeNew(plan, [JSON.stringify(planOf(town))])
      print(`${plain(out)}: ${town.name}, ${assets} assets, ${town.services} services, ${bytes} bytes`)
    })
}

interface GenerateOptions {
  readonly assets: number
  readonly seed: number
  readonly out: string
  readonly plan?: string
}

/** Characters gathered for one write. */
const atOnce = 1024 * 1024

function writeNew(file: string, parts: Iterable<string>): number {
  let bytes = 0
  try {
    const out = openSync(file, 'wx', 0o600)
    try {
      let gathered = ''
      const flush = () => {
        const chunk = Buffer.from(gathered)
        for (let at = 0; at < chunk.length; ) at += writeSync(out, chunk, at)
        bytes += chunk.length
        gathered = ''
      }
      for (const part of parts) {
        gathered += part
        if (gathered.length >= atOnce) flush()
      }
      gathered += '\n'
      flush()
    } finally {
      closeSync(out)
    }
  } catch (cause) {
    throw new TocsinError('bad-file', `${file} cannot be written`, {
      where: file,
      cause,
      fix: 'Name a file that is not there yet, in a folder that you may write to, with room on it',
    })
  }
  return bytes
}
