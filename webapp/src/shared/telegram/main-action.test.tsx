import { act, render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfirmDialog } from '@/shared/ui/confirm-dialog';
import { MainAction } from './main-action';
import * as sdk from './sdk';
import { telegramSdk } from './start';

const { mainButton } = sdk;

let pressTelegram: () => void;
let shown: Record<string, unknown>;

beforeEach(() => {
  shown = {};
  vi.spyOn(mainButton, 'setParams').mockImplementation((change) => {
    shown = { ...shown, ...change };
  });
  vi.spyOn(mainButton, 'onClick').mockImplementation((listener) => {
    pressTelegram = listener;
    return () => (pressTelegram = () => undefined);
  });
});

afterEach(() => telegramSdk.set(undefined));

describe('the main action', () => {
  it('is a button of the page where Telegram draws none', async () => {
    const onPress = vi.fn();
    render(<MainAction label="Continue" onPress={onPress} />);
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect(onPress).toHaveBeenCalledOnce();
    expect(mainButton.setParams).not.toHaveBeenCalled();
  });

  it('is Telegram’s main button where there is one', () => {
    telegramSdk.set(sdk);
    const onPress = vi.fn();
    const { rerender, unmount } = render(<MainAction label="Continue" onPress={onPress} />);
    expect(screen.queryByRole('button')).toBeNull();
    expect(shown).toMatchObject({ text: 'Continue', isVisible: true, isEnabled: true });
    pressTelegram();
    expect(onPress).toHaveBeenCalledOnce();

    rerender(<MainAction label="Sending…" onPress={onPress} busy />);
    expect(shown).toMatchObject({ text: 'Sending…', isEnabled: false, isLoaderVisible: true });
    pressTelegram();
    expect(onPress).toHaveBeenCalledOnce();

    void act(() => void unmount());
    expect(shown).toMatchObject({ isVisible: false, isLoaderVisible: false });
  });

  it('of Telegram is away while a sheet asks something, and back afterwards', () => {
    telegramSdk.set(sdk);
    const onPress = vi.fn();
    const action = <MainAction label="Try another" onPress={onPress} />;
    const { rerender } = render(<>{action}</>);
    rerender(
      <>
        {action}
        <ConfirmDialog title="Sure?" text="" action="Yes" onConfirm={vi.fn()} onClose={vi.fn()} />
      </>,
    );
    expect(shown).toMatchObject({ isVisible: false });
    pressTelegram();
    expect(onPress).not.toHaveBeenCalled();

    rerender(<>{action}</>);
    expect(shown).toMatchObject({ text: 'Try another', isVisible: true, isEnabled: true });
    pressTelegram();
    expect(onPress).toHaveBeenCalledOnce();
  });
});
