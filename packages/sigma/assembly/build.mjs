import { fileURLToPath } from 'node:url'
import { main } from 'assemblyscript/asc'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Pages of 64 KB that the layout takes. */
const pages = 768

/** Compiles the finder: WebAssembly in Base64. */
export async function compiledFinder() {
  let binary
  const { error, stderr } = await main(
    [
      'finder.ts',
      '--outFile=finder.wasm',
      '--runtime=stub',
      '--use=abort=',
      '--enable=simd',
      '--noAssert',
      '-O3',
      '--converge',
      `--initialMemory=${pages}`,
      `--maximumMemory=${pages}`,
      `--baseDir=${folder}`,
    ],
    {
      writeFile: (_, contents) => {
        binary = contents
      },
    },
  )
  if (error) throw new Error(`${error.message}\n${stderr}`)
  return Buffer.from(binary).toString('base64')
}
