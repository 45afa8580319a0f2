import { useState } from 'react'
import type { Desk } from '../actions/action.ts'
import { CloseDialog } from '../desk/close-dialog.tsx'
import { NoteDialog } from '../desk/note-dialog.tsx'
import { Help } from '../shell/help.tsx'
import { Palette } from '../shell/palette.tsx'
import { useWords } from '../words/use-words.ts'
import { sampleEdges, sampleIncident, sampleMatrix, sampleNodes, sampleZones } from './gallery-samples.ts'
import { Graph } from './graph.tsx'
import { Matrix } from './matrix.tsx'
import { Progress } from './progress.tsx'

/** What the palette acts on here: all is offered, nothing is done. */
const desk: Desk = {
  signedIn: true,
  may: () => true,
  list: { move: nothing, open: nothing, close: nothing, fresh: nothing },
  filter: { focus: nothing },
  work: { take: nothing, release: nothing, close: nothing, reopen: nothing, note: nothing },
  undo: nothing,
  page: { back: nothing, print: nothing },
  go: nothing,
  searchFor: nothing,
  openByHand: nothing,
  show: nothing,
  signOut: nothing,
}

function nothing() {}

const deciding = { what: 'close', works: [{ incident: sampleIncident.id, version: 1 }], done: undefined } as const

/** Dialogs, long work, the matrix and the graph. */
export function GalleryParts() {
  const { t, say } = useWords()
  const [shown, show] = useState<'palette' | 'help' | 'close' | 'note'>()
  const [cell, setCell] = useState<{ readonly row: string; readonly column: string }>()
  const [node, setNode] = useState<string>()
  const zones = sampleZones.map(({ id, says }) => ({ id, label: say(says) }))
  const end = () => show(undefined)
  return (
    <>
      <section>
        <h2 className="sec">{t('gallery.dialogs')}</h2>
        <p className="flow gallery-dialogs">
          <button type="button" onClick={() => show('palette')}>
            {t('palette.label')}
          </button>
          <button type="button" onClick={() => show('close')}>
            {t('action.work.close')}
          </button>
          <button type="button" onClick={() => show('note')}>
            {t('action.work.note')}
          </button>
          <button type="button" onClick={() => show('help')}>
            {t('help.title')}
          </button>
        </p>
        {shown === 'palette' && <Palette desk={() => desk} close={end} />}
        {shown === 'help' && <Help close={end} />}
        {shown === 'close' && <CloseDialog deciding={deciding} end={end} />}
        {shown === 'note' && <NoteDialog deciding={{ ...deciding, what: 'note' }} end={end} />}
      </section>
      <section>
        <h2 className="sec">{t('gallery.progress')}</h2>
        <div className="blocks">
          <Progress label={t('search.export')} share={0.312} cancel={nothing}>
            {t('search.exporting', { done: '312', n: '1000', size: '64' })}
          </Progress>
          <Progress label={t('loading')} share={undefined} cancel={nothing}>
            {t('loading')}
          </Progress>
        </div>
      </section>
      <section>
        <h2 className="sec">{t('gallery.matrix')}</h2>
        <Matrix
          label={t('gallery.matrix')}
          corner={t('parts.leadsTo')}
          rows={zones}
          columns={zones}
          cell={(row, column) => sampleMatrix.get(`${row} ${column}`) ?? { mark: 'none' }}
          choose={(row, column) => setCell({ row, column })}
          chosen={cell ?? { row: 'office', column: 'pumps' }}
        />
      </section>
      <section>
        <h2 className="sec">{t('gallery.graph')}</h2>
        <Graph
          label={t('gallery.graph')}
          nodes={sampleNodes.map(({ says, label, ...one }) => ({ ...one, label: say(label), says: say(says) }))}
          edges={sampleEdges}
          choose={setNode}
          chosen={node ?? 'scada'}
        />
      </section>
    </>
  )
}
