/** What stands on a form on paper, as staff read it off, and the codes that they choose from. */

import { ELEMENTS, ITEMS, PURPOSES, RECIPIENTS } from './choices';

export const KINDS = [
  'hipaa_authorization',
  'part2_consent',
  'part2_tpo_consent',
  'hipaa_notes_authorization',
  'part2_notes_consent',
  'part2_cj_consent',
  'part2_proceedings_consent',
  'access_third_party_directive',
] as const;

export const PAPER_RECIPIENTS = [
  ...RECIPIENTS,
  'employer_occ_health',
  'eap',
  'school_nurse',
  'health_plan',
  'insurer_other',
  'personal_representative',
  'parent_guardian',
  'attorney_for_individual',
  'court',
  'probation_parole',
  'prosecutor',
  'law_enforcement',
  'protective_services',
  'intermediary',
  'unknown',
] as const;

export const PAPER_PURPOSES = [
  ...PURPOSES,
  'payment',
  'operations',
  'cj_supervision',
  'legal_proceeding',
  'workers_comp',
  'individual_access',
] as const;

export const PAPER_ELEMENTS = [
  ...ELEMENTS,
  ...ITEMS.map((one) => one.item).filter((one) => one !== 'functional_limits'),
  'facility_neutral_name',
  'facility_trade_name',
  'patient_status',
  'contact_details',
  'date_of_birth',
  'start_date',
  'dates_absent',
  'session_count',
  'weekly_hours',
  'provider_name',
  'provider_credential',
  'medication',
  'test_results',
  'clinical_note',
  'psychotherapy_notes',
  'sud_counseling_notes',
  'billing_codes',
] as const;

/** What a form has to say or show besides who may tell whom what. */
export const STATEMENTS = [
  'patient',
  'discloser',
  'revocation',
  'conditions',
  'redisclosure',
  'plain',
  'refusal',
  'inspect',
  'copies',
  'large_or_by_hand',
  'set_apart',
  'not_against_me',
  'revocable_from',
  'where',
] as const;

export const SIGNERS = ['participant', 'personal_representative', 'parent_guardian', 'other'] as const;
export const EXPIRIES = ['end_of_treatment', 'end_of_leave', 'end_of_term', 'none_stated'] as const;

/** The paper while it is read off; what is empty is blank on it. */
export interface Paper {
  serves: string[];
  origin: string;
  recipient: string;
  recipientName: string;
  also: string[];
  purposes: string[];
  elements: string[];
  signedOn: string;
  receivedOn: string;
  expiresOn: string;
  expiryEvent: string;
  serviceFrom: string;
  serviceTo: string;
  signer: string;
  cosigner: string;
  representative: string;
  witness: string;
  copyGiven: boolean;
  conditioned: boolean;
  statements: string[];
  reference: string;
}

export function blank(receivedOn: string): Paper {
  return {
    serves: [],
    origin: 'ours',
    recipient: RECIPIENTS[0],
    recipientName: '',
    also: [],
    purposes: [],
    elements: [],
    signedOn: '',
    receivedOn,
    expiresOn: '',
    expiryEvent: '',
    serviceFrom: '',
    serviceTo: '',
    signer: 'participant',
    cosigner: '',
    representative: '',
    witness: '',
    copyGiven: false,
    conditioned: false,
    statements: [],
    reference: '',
  };
}

/** Whether somebody signed in the client's place, or with them. */
export function stoodIn(paper: Paper): boolean {
  return [paper.signer, paper.cosigner].some((one) => one === 'personal_representative' || one === 'parent_guardian');
}

/** As the server takes it: what is blank stays blank. */
export function asRecorded(paper: Paper, scan: string): Record<string, unknown> {
  const routine = paper.serves.includes('part2_tpo_consent');
  const court = paper.serves.includes('part2_cj_consent');
  return {
    serves: paper.serves,
    origin: paper.origin,
    recipient: paper.recipient,
    recipient_name: paper.recipientName.trim(),
    also: routine ? paper.also : [],
    purposes: paper.purposes,
    elements: paper.elements.length ? paper.elements : null,
    service_from: paper.serviceFrom || null,
    service_to: paper.serviceTo || null,
    expires_on: paper.expiresOn || null,
    expiry_event: paper.expiryEvent || null,
    signed_on: paper.signedOn || null,
    received_on: paper.receivedOn,
    signer: paper.signer,
    cosigner: paper.cosigner || null,
    representative: stoodIn(paper) ? paper.representative : '',
    witness_name: paper.witness.trim(),
    statements: paper.statements,
    copy_given: paper.copyGiven,
    conditioned: paper.conditioned,
    reference: court ? paper.reference.trim() : '',
    scan,
  };
}
