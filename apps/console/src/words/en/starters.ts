/** The words of the registers to tick. */
export const startersEn = {
  starters: {
    title: 'What your city has',
    says: 'Tick what there is; a name is welcome and not needed. Each service is then asked about with three questions at most: who is served, who takes over by hand, how long it may be gone.',
    services: 'Services',
    servicesSays: 'What the city does for people, or for itself.',
    suppliers: 'Suppliers',
    suppliersSays: 'Trades that commonly reach into what a city runs.',
    name: 'Name of: {{what}}',
    namePlace: 'What you call it (optional)',
    known: 'known already',
    knownAs: 'known as {{name}}',
    supposed: 'supposed from your list; tick it to confirm',
    none: 'Nothing is ticked',
    add_one: 'Add {{n}} entry',
    add_other: 'Add {{n}} entries',
    added: 'Added.',
    link: 'Tick what your city has',
  },
} as const
