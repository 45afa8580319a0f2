import { mkdirSync } from 'node:fs'
import { buildTown } from '../../packages/range/dist/index.js'
import { fillCity } from '../city-map/fill.mjs'

/** Puts an invented city of some size into a data folder. */
const [, , data, assets] = process.argv
mkdirSync(data, { recursive: true, mode: 0o700 })
await fillCity(data, buildTown({ assets: Number(assets), seed: 1 }).records)
