import { describe, expect, it } from 'vitest';
import { asRecorded, blank, stoodIn } from '../src/state/paper';

describe('a paper that is read off', () => {
  it('stays blank where nothing stands on it', () => {
    expect(asRecorded({ ...blank('2026-11-26'), serves: ['hipaa_authorization'] }, 'JVBERi0=')).toMatchObject({
      recipient_name: '',
      purposes: [],
      elements: null,
      signed_on: null,
      received_on: '2026-11-26',
      expires_on: null,
      expiry_event: null,
      cosigner: null,
      scan: 'JVBERi0=',
    });
  });

  it('names a representative only where one signed', () => {
    const paper = { ...blank('2026-11-26'), representative: 'r1' };
    expect(asRecorded(paper, '').representative).toBe('');
    expect(stoodIn({ ...paper, cosigner: 'parent_guardian' })).toBe(true);
    expect(asRecorded({ ...paper, cosigner: 'parent_guardian' }, '').representative).toBe('r1');
  });

  it('keeps to its kind what only that kind can say', () => {
    const paper = { ...blank('2026-11-26'), also: ['health_plan'], reference: 'Case 12' };
    expect(asRecorded(paper, '')).toMatchObject({ also: [], reference: '' });
    expect(asRecorded({ ...paper, serves: ['part2_tpo_consent'] }, '').also).toEqual(['health_plan']);
    expect(asRecorded({ ...paper, serves: ['part2_cj_consent'] }, '').reference).toBe('Case 12');
  });
});
