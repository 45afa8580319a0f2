/** The words of the sample city, and of the first steps behind it. */
export const sampleEn = {
  sample: {
    label: 'Sample city',
    says: '{{city}} is an invented city: its devices are programs, and nothing here is real.',
    begun: 'The story begins: in some minutes its incidents stand in the queue.',
    story: 'Watch a story',
    stories: {
      'traffic-takeover': 'Traffic signals are taken over',
      'water-manipulation': 'Water readings are manipulated',
      'ransomware-preparation': 'Ransomware is prepared',
    },
    leave: 'Start with my own city',
    leaving: 'Your own house is being opened…',
  },
  firstSteps: {
    source: 'Add a source',
    list: 'Import a list of your equipment',
  },
}
