import { useState } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { openDraft, useDraft } from '../draft';
import { unansweredTryOn } from '../api/use-submit-try-on';
import { CategoryStep } from './category-step';
import { ConfirmStep } from './confirm-step';
import { PhotoStep } from './photo-step';

/** The quiz, a page per step. Whoever jumps ahead is led to the first step that is not done. */
export default function TryOnRoutes() {
  useState(openDraft);
  const draft = useDraft();
  const canAddPerson = draft.category !== undefined;
  const canAddItem = canAddPerson && draft.person !== undefined;
  const canConfirm = (canAddItem && draft.item !== undefined) || unansweredTryOn() !== undefined;
  const start = <Navigate to="/try-on" replace />;
  return (
    <Routes>
      <Route index element={<CategoryStep />} />
      <Route path="person" element={canAddPerson ? <PhotoStep key="person" of="person" /> : start} />
      <Route path="item" element={canAddItem ? <PhotoStep key="item" of="item" /> : start} />
      <Route path="confirm" element={canConfirm ? <ConfirmStep /> : start} />
      <Route path="*" element={start} />
    </Routes>
  );
}
