import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '@/shared/api/client';
import { Submission } from '@/shared/api/submission';
import { operatorKeys } from './operator-keys';
import type { GrantRequest } from './operator-types';

/** Units that a user is to be given, or that are to be taken from them. */
export interface GrantOrder extends GrantRequest {
  userId: string;
  direction: 'give' | 'take';
}

const submission = new Submission('operator-grant');

/** The order for this user that was sent and has no answer yet. */
export function unansweredGrant(userId: string): GrantOrder | undefined {
  const pending = submission.pending();
  const order = pending && (JSON.parse(pending.body) as GrantOrder);
  return order?.userId === userId ? order : undefined;
}

/** Gives or takes units, once, however often it is sent. */
export function useGrant(userId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (order: GrantOrder) => submission.send(order, (key) => sendOrder(order, key)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: operatorKeys.account(userId) }),
  });
}

function sendOrder({ userId, direction, ...body }: GrantOrder, idempotencyKey: string) {
  const init = {
    params: { path: { userId }, header: { 'Idempotency-Key': idempotencyKey } },
    body,
  };
  return answerOf(
    direction === 'give'
      ? api.POST('/api/v1/admin/billing/users/{userId}/grants', init)
      : api.POST('/api/v1/admin/billing/users/{userId}/corrections', init),
  );
}
