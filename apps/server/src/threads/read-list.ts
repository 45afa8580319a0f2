import { parentPort, workerData } from 'node:worker_threads'
import { type ListForm, type ListMeaning, readList } from '@tocsin/inventory'

/** A list, and what the one who imports says of it. */
export interface ReadListStart {
  readonly form: ListForm
  readonly text: string
  readonly meaning: ListMeaning
}

// One list, one answer: the thread ends with it.
const { form, text, meaning } = workerData as ReadListStart
parentPort?.postMessage(readList(form, text, meaning))
