import { officer, type Step, step } from '../../test/chain.ts';
import { workflowSuite } from '../../test/workflow-suite.ts';
import { concernCommands, personCommands } from './commands.ts';
import { concernWorkflow } from './concern/decide.ts';
import { personWorkflow } from './people/decide.ts';

const concern = 'i1';
const inspector = officer('ivo', 'inspector', 'MEX');
const raise = step(officer('ana', 'pilot'), 'account.raise-concern', {
  to: 'MEX',
  says: 'The plan was changed by word.',
});
const answer = step(inspector, 'account.answer-concern', { concern, says: 'Which flight was it?' });
const reported = step(inspector, 'account.report-concern', { concern, toWhom: 'the commission' });
const close = step(inspector, 'account.close-concern', { concern, outcome: 'The plan was mended.' });
const elsewhere = officer('ike', 'inspector', 'USA');

workflowSuite('concern', {
  workflow: concernWorkflow,
  commandsOf: concernCommands,
  look: close,
  creates: ['raise'],
  steps: { raise, answer, report: reported, close },
  states: {
    none: { by: [], to: { raise: 'raised' } },
    raised: { by: [raise], to: { raise: 'raised', answer: 'raised', report: 'reported' } },
    reported: { by: [raise, reported], to: { raise: 'reported', answer: 'reported', close: 'closed' } },
    closed: { by: [raise, reported, close], to: { raise: 'closed', answer: 'closed' } },
  },
  offices: { raise: 'anyone', answer: ['inspector'], report: ['inspector'], close: ['inspector'] },
  refused: [
    ['the other state answers', ['other-state-inspects'], [raise, { ...answer, as: elsewhere }]],
    ['the other state reports', ['other-state-inspects'], [raise, { ...reported, as: elsewhere }]],
    ['the other state closes', ['other-state-inspects'], [raise, reported, { ...close, as: elsewhere }]],
  ],
});

const person = 'i1';
const keeper = officer('kai', 'personnel-officer');
const founder = officer('fay', 'founder');
const register = step(keeper, 'account.register-person', { state: 'USA' });
const held = { role: 'analyst', state: 'USA', agency: 'CBP' };
const grant = step(keeper, 'account.grant-office', { person, office: held, why: 'order 1' });
const withdraw = step(keeper, 'account.withdraw-office', { person, office: held, why: 'order 2' });
const admit = step(keeper, 'account.grant-compartment', { person, compartment: 'finds', why: 'need to know' });
const dismiss = step(keeper, 'account.withdraw-compartment', { person, compartment: 'finds', why: 'moved' });
const mexican = officer('kim', 'personnel-officer', 'MEX');
const itself = officer(person, 'personnel-officer');
const withOffice = (it: Step, office: object): Step => ({ ...it, payload: { ...it.payload, office } });
const inspecting = withOffice(grant, { ...held, role: 'inspector' });
const admitTo = (compartment: string): Step => ({ ...admit, payload: { ...admit.payload, compartment } });
const onlyInspectors = ['for-inspectors-only'];
const endInspecting = withOffice(withdraw, { ...held, role: 'inspector' });

workflowSuite('person', {
  workflow: personWorkflow,
  commandsOf: personCommands,
  look: grant,
  creates: ['register'],
  steps: {
    register,
    'grant-office': withOffice(grant, { ...held, agency: 'DEA' }),
    'withdraw-office': withdraw,
    'grant-compartment': { ...admit, payload: { ...admit.payload, compartment: 'packages' } },
    'withdraw-compartment': dismiss,
  },
  states: {
    none: { by: [], to: { register: 'registered' } },
    registered: {
      by: [register, grant, admit],
      to: {
        register: 'registered',
        'grant-office': 'registered',
        'withdraw-office': 'registered',
        'grant-compartment': 'registered',
        'withdraw-compartment': 'registered',
      },
    },
  },
  offices: {
    register: ['personnel-officer', 'founder'],
    'grant-office': ['personnel-officer', 'founder'],
    'withdraw-office': ['personnel-officer'],
    'grant-compartment': ['personnel-officer'],
    'withdraw-compartment': ['personnel-officer'],
  },
  refused: [
    ['an office to oneself', ['grants-to-self'], [register, { ...grant, as: itself }]],
    ['a compartment to oneself', ['grants-to-self'], [register, { ...admit, as: itself }]],
    ['withdrawn from oneself', [], [register, grant, { ...withdraw, as: itself }]],
    ['a compartment given back', [], [register, admit, { ...dismiss, as: itself }]],
    ['registered by another state', ['other-state-grants'], [{ ...register, as: mexican }]],
    ['an office by another state', ['other-state-grants'], [register, { ...grant, as: mexican }]],
    ['an office taken by another state', ['other-state-grants'], [register, grant, { ...withdraw, as: mexican }]],
    ['a compartment by another state', ['other-state-grants'], [register, { ...admit, as: mexican }]],
    ['a compartment taken by another state', ['other-state-grants'], [register, admit, { ...dismiss, as: mexican }]],
    ['an office of another state', ['serves-another-state'], [register, withOffice(grant, { ...held, state: 'MEX' })]],
    ['founding an analyst', ['founder-grants-more'], [register, { ...grant, as: founder }]],
    [
      'founding a keeper',
      [],
      [register, { ...withOffice(grant, { ...held, role: 'personnel-officer' }), as: founder }],
    ],
    ['a second founder', ['nobody-is-made-founder'], [register, withOffice(grant, { ...held, role: 'founder' })]],
    ['concerns to an analyst', onlyInspectors, [register, grant, admitTo('concerns-USA')]],
    ['notes for inspectors to an analyst', onlyInspectors, [register, grant, admitTo('inspection-USA')]],
    ['all inspectors’ notes to an analyst', onlyInspectors, [register, grant, admitTo('inspection')]],
    ['concerns of another state to an inspector', onlyInspectors, [register, inspecting, admitTo('concerns-MEX')]],
    ['concerns to an inspector', [], [register, inspecting, admitTo('concerns-USA')]],
    ['all inspectors’ notes to an inspector', [], [register, inspecting, admitTo('inspection')]],
    [
      'concerns to who inspects no more',
      onlyInspectors,
      [register, inspecting, endInspecting, admitTo('concerns-USA')],
    ],
    ['a compartment that only begins alike', [], [register, grant, admitTo('inspections')]],
    ['an office twice', ['holds-it'], [register, grant, grant]],
    ['a compartment twice', ['holds-it'], [register, admit, admit]],
    ['an office of another agency', [], [register, grant, withOffice(grant, { ...held, agency: 'DEA' })]],
    ['no such office', ['does-not-hold-it'], [register, grant, withOffice(withdraw, { ...held, agency: 'DEA' })]],
    ['an office not held any more', ['does-not-hold-it'], [register, grant, withdraw, withdraw]],
    ['a compartment not held any more', ['does-not-hold-it'], [register, admit, dismiss, dismiss]],
    ['nobody known', ['wrong-state', 'other-state-grants', 'serves-another-state'], [grant]],
  ],
});
