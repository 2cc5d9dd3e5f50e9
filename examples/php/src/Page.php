<?php

declare(strict_types=1);

namespace Hello;

final class Page
{
    public function __construct(private readonly string $path)
    {
    }

    public function text(): string
    {
        return $this->path === '/' ? "hello from PHP\n" : "hello from PHP at {$this->path}\n";
    }
}
