/** The words of components that many pages use. */
export const partsEn = {
  parts: {
    closer: 'Closer',
    further: 'Further away',
    earlier: 'Earlier',
    later: 'Later',
    whole: 'All of it',
    shown: '{{from}} to {{to}}',
    zoomKeys: 'Plus and minus change how close you look, Shift and arrows move, 0 shows all of it.',
    cancel: 'Cancel',
    mark: { kept: 'as meant', unused: 'meant, never seen', against: 'seen, never meant', none: 'neither' },
    cell: '{{row}} to {{column}}: {{word}} {{figure}}',
    asList: 'The same as a list',
    what: 'What',
    leadsTo: 'Leads to',
    tooMany: '{{n}} cannot be read as a drawing: here they are as a list.',
    node_one: 'leads to {{count}}',
    node_other: 'leads to {{count}}',
  },
}
