import { readFile } from 'node:fs/promises'
import { TocsinError } from '@tocsin/kit'
import { type LoadOptions, readPipeline } from '@tocsin/sigma'
import { Option } from 'commander'
import { collect } from './options.ts'

/** `--pipeline FILE`, as every command that loads rules takes it. */
export function pipelineOption(): Option {
  return new Option('--pipeline <file>', "a processing pipeline (pySigma's YAML); may be repeated")
    .argParser(collect)
    .default([], 'none')
}

/** @throws TocsinError `bad-pipeline` with the place and the remedy; what the system says of a file that cannot be read */
export async function pipelinesIn(paths: readonly string[]): Promise<LoadOptions> {
  const pipelines = await Promise.all(
    paths.map(async (path) => {
      const read = readPipeline({ path, text: await readFile(path, 'utf8') })
      if (read.ok) return read.value
      const { line, column, reason, fix } = read.error
      throw new TocsinError('bad-pipeline', `The pipeline is refused: ${reason}`, {
        where: `${path}:${line}:${column}`,
        fix,
      })
    }),
  )
  return { pipelines }
}
