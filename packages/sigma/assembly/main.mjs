import { writeFileSync } from 'node:fs'
import { compiledFinder } from './build.mjs'

const lines = (await compiledFinder()).match(/.{1,110}/g) ?? []
const code = `/** Made of assembly/finder.ts by \`node packages/sigma/assembly/main.mjs\`: WebAssembly in Base64. */
export const finderCode =
  '${lines.join("' +\n  '")}'
`
writeFileSync(new URL('../src/finder-code.ts', import.meta.url), code)
