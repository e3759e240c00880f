interface ProgressTapeProps {
  /** 0 to 100. */
  value: number;
  label: string;
  className?: string;
}

/** Progress as a measuring tape that is pulled out. */
export function ProgressTape({ value, label, className = 'h-3' }: ProgressTapeProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
      className={`relative w-full overflow-hidden rounded-md bg-sunken ${className}`}
    >
      <div className="tape absolute inset-0 opacity-25 grayscale" />
      <div
        className="absolute inset-0 overflow-hidden transition-[clip-path] duration-700 ease-out"
        style={{ clipPath: `inset(0 ${100 - value}% 0 0)` }}
      >
        <div className="tape size-full" />
        <div className="absolute inset-x-0 bottom-0 h-[3px] bg-chalk" />
      </div>
    </div>
  );
}
